"""Who ticks: APScheduler in the one process, Procrastinate's workers on PostgreSQL. A tick carries no truth.

Only here stand APScheduler, Procrastinate and threads that wait for the time. Called by wsgi and cli.
"""
