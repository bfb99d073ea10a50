r"""The text inside BibTeX fields: our own escapes and back, and braces that only protect.

Knows neither entries nor fields. LaTeX of other programs stays LaTeX: it is rendered later, for all
formats in one place.
"""

import re

_ESCAPES = {
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "%&#_$"},
}
# BibTeX counts braces, escaped or not: a lonely one takes an invisible partner, as Zotero has it.
_PAIRED = {"{": r"\{", "}": r"\}"}
_LONELY = {"{": r"\{\vphantom{\}}", "}": r"\vphantom{\{}\}"}
_READ = {escape: sign for table in (_PAIRED, _LONELY, _ESCAPES) for sign, escape in table.items()}
_SPECIAL = re.compile(r"[\\~^%&#_${}]")
_ESCAPE = re.compile("|".join(re.escape(escape) for escape in sorted(_READ, key=len, reverse=True)))
# `$` and the like stand bare in what others wrote. Each sign can be taken in one way only: with
# "(?:plain+|escape)*" 120 letters before a foreign command took for ever.
_PLAIN = r"[^\\~^%&#_${}]*"
_OURS = re.compile(rf"{_PLAIN}(?:(?:{_ESCAPE.pattern}){_PLAIN})*")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}$]|[^\\{}$]+|\\", re.DOTALL)
_SYMBOLS = frozenset(f"\\{sign}" for sign in "%&#_${} ,;-/\\")


def escape_text(text: str) -> str:
    """Return plain text for a field in braces: LaTeX's signs escaped, other signs kept."""
    table = {**_ESCAPES, **(_PAIRED if _is_balanced(text) else _LONELY)}
    return _SPECIAL.sub(lambda sign: table[sign[0]], text)


def unescape_text(value: str) -> str | None:
    """Return what `escape_text` was given, None where the value holds LaTeX of another program."""
    if _OURS.fullmatch(value) is None:
        return None
    return _ESCAPE.sub(lambda escape: _READ[escape[0]], value)


def unprotect(value: str) -> str:
    r"""Return a value without the braces that only keep BibTeX from changing its case.

    Arguments (`\emph{x}`), groups that begin with a command (`{\'e}`) and formulas stay.
    """
    if "{" not in value:
        return value
    kept: list[str] = []
    open_braces: list[bool] = []  # whether each is kept
    in_math = False
    takes_argument = False
    tokens = _TOKEN.findall(value)
    for token, follower in zip(tokens, [*tokens[1:], ""], strict=True):
        if token == "{":  # noqa: S105 (a brace)
            keep = in_math or takes_argument or follower.startswith("\\")
            open_braces.append(keep)
        elif token == "}":  # noqa: S105 (a brace)
            keep = open_braces.pop() if open_braces else True
        else:
            keep = True
            in_math ^= token == "$"  # noqa: S105 (a dollar sign)
        if keep:
            kept.append(token)
        takes_argument = _takes_argument(token, keep=keep)
    return "".join(kept)


def _takes_argument(token: str, *, keep: bool) -> bool:
    r"""Say whether a brace after this token opens an argument: `\emph`, `\'`, `x^`, `\frac{a}`."""
    if token.startswith("\\"):
        return len(token) > 1 and (token[1].isalpha() or token not in _SYMBOLS)
    return keep if token == "}" else token.endswith(("^", "_"))  # noqa: S105 (a brace)


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0
