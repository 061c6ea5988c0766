"""How fast callassist is: each row of the promise on speed, as a ratio to a floor or peer of the same run.

Run it as `python -m tests.bench [ROW…] [--small] [--postgres]`. Nothing here is a timed test.
"""
