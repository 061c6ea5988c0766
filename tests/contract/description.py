"""Holds a request or an answer to the provider's own description, and says all that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_schema_validator import OAS30Validator

from tests.contract.extract import EXTRACT, REFERENCE

FORM = "application/x-www-form-urlencoded"
SAID_TO_BE_NULL = {"reason_conference_ended"}
"""Fields whose prose says when they are null, though their type does not."""
E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True)
class Asked:
    """A request as it went out: method, whole address, and its form."""

    method: str
    url: str
    form: str = ""
    content_type: str = FORM


class Description:
    """Twilio's description of texts and calls."""

    def __init__(self) -> None:
        told = json.loads(EXTRACT.read_text())
        self.paths: dict[str, Any] = told["paths"]
        self._schemas: dict[str, Any] = told["schemas"]

    def wrong_request(self, asked: Asked) -> list[str]:
        """What is wrong with a request: an address, a parameter, a type or a value that is not described."""
        address = urlsplit(asked.url)
        found = self._operation(asked.method, address.path)
        if found is None:
            return [f"no such operation: {asked.method} {address.path}"]
        operation, in_path = found
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        known = {one["name"]: one for one in operation.get("parameters", [])}
        wrong = self._wrong_values(in_path, known, "path") + self._wrong_values(query, known, "query")
        if asked.method == "POST":
            wrong += self._wrong_form(asked, operation["requestBody"])
        elif asked.form:
            wrong.append("a form where none is taken")
        return wrong

    def wrong_answer(self, asked: Asked, status: int, body: str) -> list[str]:
        """What is wrong with an answer to a request that was taken: status, a field missing or unknown."""
        found = self._operation(asked.method, urlsplit(asked.url).path)
        if found is None:
            return ["no such operation"]
        answer = found[0]["responses"].get(str(status))
        if answer is None:
            return [f"no such status: {status}"]
        if "content" not in answer:
            return ["words where there are none"] if body else []
        return self._wrong(json.loads(body), answer["content"]["application/json"]["schema"], "answer")

    def _operation(self, method: str, path: str) -> tuple[dict[str, Any], dict[str, str]] | None:
        for template, operations in self.paths.items():
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            matched = re.fullmatch(pattern, path)
            if matched and method.lower() in operations:
                return operations[method.lower()], matched.groupdict()
        return None

    def _wrong_values(self, values: Mapping[str, str], known: Mapping[str, Any], where: str) -> list[str]:
        mine = {name: one for name, one in known.items() if one["in"] == where}
        wrong = [f"{where} {name}: unknown" for name in values if name not in mine]
        wrong += [
            f"{where} {name}: missing"
            for name, one in mine.items()
            if one.get("required") and name not in values
        ]
        for name in values.keys() & mine.keys():
            wrong += self._wrong_text(values[name], mine[name]["schema"], f"{where} {name}")
        return wrong

    def _wrong_form(self, asked: Asked, body: Mapping[str, Any]) -> list[str]:
        if not asked.content_type.startswith(FORM):
            return [f"sent as {asked.content_type}"]
        schema = body["content"][FORM]["schema"]
        form = parse_qsl(asked.form, keep_blank_values=True)
        names = [name for name, _ in form]
        wrong = [f"form {name}: unknown" for name in names if name not in schema["properties"]]
        wrong += [f"form {name}: missing" for name in schema.get("required", []) if name not in names]
        for name, value in form:
            one = self._resolved(schema["properties"].get(name, {}))
            if names.count(name) > 1 and one.get("type") != "array":
                wrong.append(f"form {name}: twice")
            wrong += self._wrong_text(value, one.get("items", one), f"form {name}")
        return wrong

    def _wrong_text(self, text: str, schema: Mapping[str, Any], where: str) -> list[str]:
        """A value as a form or an address carries it, read as its type and then held to the rest."""
        schema = self._resolved(schema)
        if schema.get("format") == "phone-number" and not E164.fullmatch(text):
            return [f"{where}: no number in E.164"]
        try:
            match schema.get("type"):
                case "integer":
                    value: Any = int(text)
                case "number":
                    value = float(text)
                case "boolean":
                    value = {"true": True, "false": False}[text.lower()]
                case _:
                    value = text
        except (ValueError, KeyError):
            return [f"{where}: no {schema['type']}"]
        return self._wrong(value, {**schema, "format": "none"}, where)

    def _wrong(self, value: Any, schema: Mapping[str, Any], where: str) -> list[str]:
        closed = self._closed(schema)
        return [
            f"{where} {'.'.join(map(str, one.absolute_path))}: {one.message}"
            for one in OAS30Validator(closed).iter_errors(value)
        ] + self._wrong_dates(value, self._resolved(schema), where)

    def _wrong_dates(self, value: Any, schema: Mapping[str, Any], where: str) -> list[str]:
        """Moments as RFC 2822 writes them: the validator knows no such form."""
        if not isinstance(value, dict):
            return []
        wrong = []
        for name, one in schema.get("properties", {}).items():
            if one.get("format") == "date-time-rfc-2822" and isinstance(value.get(name), str):
                try:
                    parsedate_to_datetime(value[name])
                except ValueError:
                    wrong.append(f"{where} {name}: no moment")
        return wrong

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        return self._schemas[reference.removeprefix(REFERENCE)] if reference else schema

    def _closed(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The schema with nothing left open: every field that it names must be there, and no other."""
        schema = self._resolved(schema)
        closed = {key: value for key, value in schema.items() if key not in ("format", "servers")}
        if "properties" in schema:
            closed["properties"] = {
                name: self._field(name, one) for name, one in schema["properties"].items()
            }
            closed["required"] = sorted(schema["properties"])
            closed["additionalProperties"] = False
        if "items" in schema:
            closed["items"] = self._closed(schema["items"])
        return closed

    def _field(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        closed = self._closed(schema)
        return {"anyOf": [closed, {"enum": [None], "nullable": True}]} if name in SAID_TO_BE_NULL else closed
