r"""Commands whose arguments have a meaning of their own: fractions, roots, accents, addresses.

Each form reads its arguments from a cursor and returns what it says.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from vectorstore.tex import commands
from vectorstore.tex.cursor import Cursor
from vectorstore.tex.signs import PRIME, accented, double_struck, lowered, raised, signs

Form: TypeAlias = Callable[[Cursor], str]

_SIMPLE = re.compile(rf"[\w.%{PRIME}°]+|\([^()]*\)|\|[^|]*\|")
_QUOTED = re.compile(r'([^"\\]{1,200})\\"(?![A-Za-z{])')
_VERBATIM = re.compile(r"([|!+])([^|!+]{0,200})\1")
_CODE_POINT = re.compile(r"x([0-9A-Fa-f]{2,5})|(\d{2,6})")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def accent(name: str, cursor: Cursor) -> str | None:
    r"""Read an accent and its letter; None where the command is no accent, as \d of code."""
    if name == '"' and not cursor.last().isalnum() and (quoted := cursor.match(_QUOTED)):
        return f'"{quoted[1]}"'
    by_letter = len(name) == 1 and name.isalpha()
    before_space = not cursor.maths and name in commands.ACCENTS_BEFORE_SPACE
    if by_letter and cursor.next() != "{" and not (before_space and cursor.next() == " "):
        return None
    base = cursor.argument(bare=True) or ""
    if len(base) > 1 and name + base in signs():  # "\b{eta}" was {\beta}
        return signs()[name + base]
    if len(name) > 1:
        return accented(name, base) if len(base) == 1 else base
    letter = accented(name, base)
    if base and len(letter) == len(base):
        return letter
    return base if by_letter else f"{name}{base}"


def _wrapped(cursor: Cursor) -> str:
    return cursor.argument(bare=cursor.maths) or ""


def _prose(cursor: Cursor) -> str:
    return cursor.argument(maths=False) or ""


def _maths(cursor: Cursor) -> str:
    return cursor.argument(maths=True) or ""


def _operator(cursor: Cursor) -> str:
    said = _wrapped(cursor)
    return f" {said}" if cursor.last().isalnum() or cursor.last() == ")" else said


def _number_set(cursor: Cursor) -> str:
    return double_struck(cursor.argument(bare=True) or "")


def _fraction(cursor: Cursor) -> str:
    said = f"{_term(cursor)}/{_term(cursor)}"
    if cursor.next().isalnum() or cursor.next() in {"\\", "^", "("}:
        said = f"({said})"
    return f" {said}" if cursor.last().isalnum() or cursor.last() == ")" else said


def _binomial(cursor: Cursor) -> str:
    return f"C({cursor.argument(bare=True) or ''}, {cursor.argument(bare=True) or ''})"


def _root(cursor: Cursor) -> str:
    degree = cursor.option()
    return f"{_ROOTS.get(degree) or raised(degree) + '√'}{_term(cursor)}"


def _modulus(cursor: Cursor) -> str:
    return f"(mod {cursor.argument(bare=True) or ''})"


def _footnote(cursor: Cursor) -> str:
    cursor.option()
    note = (cursor.argument() or "").strip()
    return f" ({note})" if note else ""


def _after_first(cursor: Cursor) -> str:
    cursor.option()
    first, second = cursor.argument(), cursor.argument()
    return second if second is not None else first or ""


def _address(cursor: Cursor) -> str:
    return cursor.raw_argument() or ""


def _link(cursor: Cursor) -> str:
    address = cursor.raw_argument() or ""
    text = (cursor.argument() or "").strip()
    if "." not in address:  # a place in the paper, not in the web
        return text or address
    shown = text.lower().removeprefix("this ")  # "this http URL" is arXiv's own
    is_address = shown.startswith(("http", "www.")) or ("." in shown and shown in address.lower())
    return address if is_address or not text else f"{text} ({address})"


def _verbatim(cursor: Cursor) -> str:
    said = cursor.match(_VERBATIM)
    return said[2] if said else ""


def _character(cursor: Cursor) -> str:
    found = _CODE_POINT.fullmatch(cursor.raw_argument() or "")
    sign = chr(int(found[1], 16) if found[1] else int(found[2])) if found else ""
    return sign if sign.isprintable() else " "


def _term(cursor: Cursor) -> str:
    """Read an argument; what has several parts is put in brackets."""
    term = (cursor.argument(bare=True) or "").strip()
    return term if len(term) <= 1 or _SIMPLE.fullmatch(term) else f"({term})"


FORMS: Mapping[str, Form] = MappingProxyType(
    dict.fromkeys(commands.WRAPPERS, _wrapped)
    | dict.fromkeys(commands.PROSE_WRAPPERS, _prose)
    | dict.fromkeys(commands.NUMBER_SETS, _number_set)
    | dict.fromkeys(commands.FRACTIONS, _fraction)
    | dict.fromkeys(commands.BINOMIALS, _binomial)
    | dict.fromkeys(commands.AFTER_FIRST, _after_first)
    | dict.fromkeys(commands.ADDRESSES, _address)
    | dict.fromkeys(commands.LINKS, _link)
    | {
        "ensuremath": _maths,
        "operatorname": _operator,
        "sqrt": _root,
        "pmod": _modulus,
        "footnote": _footnote,
        "textsuperscript": lambda cursor: raised(cursor.argument() or ""),
        "textsubscript": lambda cursor: lowered(cursor.argument() or ""),
        "unicode": _character,
        "symbol": _character,
        "verb": _verbatim,
    }
)
