"""A dictionary from what Python's `repr` wrote, as some Daily Papers files hold their entries.

`ast.literal_eval` reads it; before that the text must be made of nothing but what `repr` writes,
and be short and flat, because Python's own parser is no guard against hostile text. Knows no
paper.
"""

import ast
import re

from vectorstore.sources.draft import Unfit

# The longest of 48 real entries has 8,987 characters; one of 3,000 authors would have
# 230,000. At the limit, a list of nothing but "1," takes Python's parser 2 s and 0.23 GB.
_MAX_CHARS = 500_000
_MAX_DEPTH = 20

# `repr` escapes these ways only. Others make Python warn on stderr, or look names up.
_ESCAPE = r"\\(?:[\\'\"nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|U00(?:0[0-9a-f]|10)[0-9a-f]{4})"
_TOKEN = re.compile(
    rf"'[^'\\\n]*(?:{_ESCAPE}[^'\\\n]*)*'"
    rf'|"[^"\\\n]*(?:{_ESCAPE}[^"\\\n]*)*"'
    r"|(?<![\w.])-?[0-9]{1,20}(?:\.[0-9]{1,20})?"
    r"|True|False|None|(?P<open>[\[{(])|(?P<close>[\]})])|[,:]| "
)


def parse_dictionary(text: str) -> dict[object, object]:
    """Return the dictionary that `repr` wrote as `text`. Raises Unfit."""
    if len(text) > _MAX_CHARS:
        raise Unfit(f"the text of the entry is longer than {_MAX_CHARS:,} characters")
    _check_tokens(text)
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise Unfit("the entry is a text that is no Python dictionary") from None
    if not isinstance(value, dict):
        raise Unfit("the entry is a text that is no Python dictionary")
    return value


def _check_tokens(text: str) -> None:
    """Refuse what `repr` of plain values would not write, in one pass."""
    at = depth = 0
    for token in _TOKEN.finditer(text):
        if token.start() != at:
            break
        at = token.end()
        depth += (token["open"] is not None) - (token["close"] is not None)
        if depth > _MAX_DEPTH:
            raise Unfit("the entry has too many brackets inside each other")
    if at != len(text):
        raise Unfit(f"the entry is a text that is no Python dictionary (character {at + 1})")
