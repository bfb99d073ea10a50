"""JSON from strangers: recognised by its first sign, loaded with every failure said plainly."""

import json

from vectorstore.errors import SourceUnreadable


def is_json(head: str) -> bool:
    """Say whether a text may be one JSON list or object."""
    return head.lstrip("\ufeff \t\r\n").startswith(("[", "{"))


def load_json(text: str, place: str) -> object:
    """Return the value of a JSON text. Raises SourceUnreadable."""
    try:
        value: object = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise SourceUnreadable(
            f"{place} is not whole JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            remedy="Save or export it again.",
        ) from None
    except (ValueError, RecursionError):  # a number of 5,000 digits; 100,000 opening brackets
        raise SourceUnreadable(
            f"{place} is JSON that cannot be read: a number too long or brackets too deep.",
            remedy="Check where it comes from.",
        ) from None
    return value
