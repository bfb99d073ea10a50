"""Text as Markdown that shows exactly it, and back: no sign of the text is one of Markdown's."""

import html
import re

# Underscores inside words are no emphasis, and addresses read better without backslashes.
_SPECIAL = re.compile(r"[\\`*{}\[\]<>#|~!&$]|(?<![^\W_])_|_(?![^\W_])")
_IN_ITEM = re.compile(r"[\\`*{}\[\]<>#|~!&$(),]|(?<![^\W_])_|_(?![^\W_])")
# What begins a list, a rule, an underline or a quotation where it begins a line.
_OPENING = re.compile(r"^([-+=:])|^(\d{1,9})([.)])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", ",": "&#44;"}
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:lt|gt|amp|#\d{1,6});")


def escape_line(text: str) -> str:
    """Return a line of text as Markdown."""
    escaped = _SPECIAL.sub(_escape, text)
    return _OPENING.sub(r"\2\\\1\3", escaped)


def escape_item(text: str) -> str:
    """Return text as Markdown for a list between commas, or for the address of a link."""
    return _IN_ITEM.sub(_escape, text)


def unescape(text: str) -> str:
    """Return the text that Markdown without any other signs shows."""
    return _ESCAPED.sub(lambda sign: sign[1] or html.unescape(sign[0]), text)


def _escape(sign: re.Match[str]) -> str:
    return _ENTITIES.get(sign[0]) or f"\\{sign[0]}"
