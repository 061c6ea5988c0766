"""How templates are drawn: the names that each knows, in one dictionary, and how a value is put on a page."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile(r"[&<>\"']")  # what `escape` writes otherwise


def shown(value: Any) -> str:
    """A value as a page shows it: what `escape` makes of it, always.

    Most texts hold nothing to be escaped, and a page has hundreds: looking first is a tenth of its time.
    """
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL.search(value) is None):
        return str.__str__(value)
    return escape(value)


class _Drawing(CodeGenerator):
    """Jinja's own, but that what is put on a page goes through `shown`."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.shown(")
        if finalize.src is not None:
            self.write(finalize.src)


class Templates(Environment):
    """Flask's templates. A name is looked up in one dictionary, not in a chain of an empty one and it.

    Each template that a page extends, includes or takes pieces from copies and compares all names, which
    took a tenth of a question's page. None of ours brings names of its own; one that does has the chain.
    """

    code_generator_class = _Drawing
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names of a template."""
        return ChainMap(d, self.globals) if d else self.globals
