"""Runs migrations on the connection that the store gives, all in one transaction."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from callassist import store
from callassist.store.schema import Moment, metadata

for _file in iter_modules(store.__path__):
    import_module(f"{store.__name__}.{_file.name}")  # each file brings its tables


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column type by its name."""
    return "schema.Moment()" if kind == "type" and isinstance(item, Moment) else False


engine = context.config.attributes["engine"]
with engine.connect().execution_options(callassist_writes=True) as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
