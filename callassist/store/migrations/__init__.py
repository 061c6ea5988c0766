"""Alembic's migrations: each moves a database with data in it from one version to the next."""
