"""Makes network.json anew from Twilio's own OpenAPI: what it says of texts and calls, without its prose.

Run as python -m tests.contract.extract. The description comes in the npm package @twilio/cli-core (MIT; the
description itself is Apache-2.0), of the version and the digest that stand here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXTRACT = HERE / "network.json"
PACKAGE = "@twilio/cli-core@8.3.2"
INTEGRITY = "sha512-qRTAZS15i/nseKHu2zZIb1BD78WFRVOWM65iC9JqjZdNpz5KQaiEI1klsLcWDi1pwXH9JG6pbFXJrIiYRJw/dw=="
INSIDE = "package/src/services/twilio-api/twilio_api_v2010.json"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
PATHS = (
    f"{ACCOUNT}/Messages.json",
    f"{ACCOUNT}/Messages/{{Sid}}.json",
    f"{ACCOUNT}/Calls.json",
    f"{ACCOUNT}/Calls/{{Sid}}.json",
    f"{ACCOUNT}/Conferences.json",
    f"{ACCOUNT}/Conferences/{{Sid}}.json",
    f"{ACCOUNT}/Conferences/{{ConferenceSid}}/Participants.json",
    f"{ACCOUNT}/Conferences/{{ConferenceSid}}/Participants/{{CallSid}}.json",
)
PROSE = {"description", "summary", "tags", "examples", "example", "x-twilio", "externalDocs", "title"}
REFERENCE = "#/components/schemas/"


def fetch(folder: Path) -> dict[str, Any]:
    """Twilio's description from the npm registry. Raises ValueError for a package of another digest."""
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120)
    packed = next(folder.glob("*.tgz")).read_bytes()
    digest = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if digest != INTEGRITY:
        raise ValueError(f"{PACKAGE} has another digest: {digest}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        inside = archive.extractfile(INSIDE)
        assert inside is not None
        found: dict[str, Any] = json.load(inside)
        return found


def extract(whole: dict[str, Any]) -> dict[str, Any]:
    """Of a whole description the paths of texts and calls, with every schema that they lean on."""
    paths = {path: _without_prose(whole["paths"][path]) for path in PATHS}
    schemas: dict[str, Any] = {}
    wanted = list(_references(paths))
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = _without_prose(whole["components"]["schemas"][name])
            wanted += _references(schemas[name])
    return {"from": PACKAGE, "licence": whole["info"]["license"]["name"], "paths": paths, "schemas": schemas}


def _without_prose(part: Any, *, names: bool = False) -> Any:
    """A part without its prose; below `properties` keys are names of fields, and none of them is prose."""
    if isinstance(part, list):
        return [_without_prose(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_prose(value, names=key == "properties" and not names)
        for key, value in part.items()
        if names or key not in PROSE
    }


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _references(one)
    elif isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].removeprefix(REFERENCE)
        for one in part.values():
            yield from _references(one)


def written(extracted: dict[str, Any]) -> str:
    """An extract as its file holds it."""
    return json.dumps(extracted, indent=1, sort_keys=True) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        EXTRACT.write_text(written(extract(fetch(Path(folder)))))


if __name__ == "__main__":
    main()
