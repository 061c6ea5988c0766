"""Stories about a call as data: its lines, its notices, what stands ready afterwards."""
