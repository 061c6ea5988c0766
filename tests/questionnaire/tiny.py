"""A tiny script with everything that the studies' scripts use; its tables stand in tiny.md."""

from __future__ import annotations

from pathlib import Path

TINY = Path(__file__).with_name("tiny.md").read_text("utf-8")
