"""What every part of a study folder's TOML files is made of: nothing in it that we do not know."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="a short name in lower case")]
Tag = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", description="a language tag, as in en-GB or ur")
]


class Part(BaseModel):
    """A part of a protocol: never changed once read, and nothing in it that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
