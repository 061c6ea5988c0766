"""What is due, what is permitted, what comes next, and which slots are still owed. Facts in, decisions out.

No database, no clock: `now` is an argument. It sees no arm and takes none. Called by work and reports.
"""
