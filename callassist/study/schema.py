"""The form of study.toml as a JSON Schema, so that an editor completes keys and marks mistakes."""

from __future__ import annotations

import json

from pydantic import BaseModel

from callassist.study.protocol import Protocol


def schema_text(model: type[BaseModel] = Protocol, *, title: str = "study.toml") -> str:
    """The JSON Schema (draft 2020-12) of a file as text, the same for the same models."""
    schema = model.model_json_schema(by_alias=True) | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
