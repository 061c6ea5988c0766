"""Who ticks: embedded in the one process, or inline for the command line and tests. A tick carries no truth.

Only here stand APScheduler and threads that wait for the time. Called by assembly, wsgi and cli.
"""
