"""The names that every template knows, such as `frame` and `url_for`, in one dictionary."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Flask's templates. A name is looked up in one dictionary, not in a chain of an empty one and it.

    Each template that a page extends, includes or takes pieces from copies and compares all names, which
    took a tenth of a question's page. None of ours brings names of its own; one that does has the chain.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names of a template."""
        return ChainMap(d, self.globals) if d else self.globals
