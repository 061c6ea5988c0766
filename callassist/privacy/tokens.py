"""Ids for rows, which sort by when they were made, and tokens for addresses, which say nothing at all."""

from __future__ import annotations

import secrets

import uuid_utils


def new_id() -> str:
    """A UUIDv7 as text (36 characters, RFC 9562): unique, ordered by the millisecond it was made in."""
    return str(uuid_utils.uuid7())


def new_token() -> str:
    """32 characters fit for an address, 192 random bits: nobody can guess another one's."""
    return secrets.token_urlsafe(24)
