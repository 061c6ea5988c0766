"""Stories: whole trials with real parts."""
