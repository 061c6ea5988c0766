"""The command line: what people and machines start, check, load, keep and take out at a terminal.

Bad input is answered with one sentence, its place and its cure, and exit 1. It calls assembly and work.
"""
