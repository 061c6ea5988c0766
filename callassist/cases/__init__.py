"""Case, attempt, outcome, disposition, appointment, alert: their states as tables.

No person, no database and no clock in here; schedule, store and work call it.
"""
