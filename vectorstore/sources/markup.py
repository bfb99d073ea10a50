"""HTML and JATS marks taken out of titles and abstracts, as Crossref and Zotero send them.

The one file that imports nh3: for 120 kB of "<a b='" the standard library takes 97 s.
"""

import html
import re

import nh3

# Only where one of these is found is the text taken for markup: "p<q and r>s" is none.
_MARK = re.compile(
    r"</?(?:jats:[a-z-]{1,30}|p|i|b|em|strong|su[bp]|br|div|span|sec|title|italic|bold|ul|ol|li"
    r"|a|h[1-6]|mml:[a-z]{1,30}|inline-formula|tex-math|scp|sc)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")
_BLOCK = re.compile(
    r"</?(?:jats:)?(?:p|br|div|sec|title|li|h[1-6])(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_RAISED = re.compile(r"<(su[bp])>([^<>]{0,200})</\1>")
_SUPERSCRIPTS = str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINAL = re.compile(r"(?i)st|nd|rd|th|\W*")
# Twice the longest abstract that is taken; what is longer is refused by its length soon enough.
_MAX_CHARS = 100_000


def strip_markup(text: str) -> str:
    """Return text without HTML or JATS tags and entities; "10<sup>-5</sup>" becomes "10⁻⁵"."""
    if len(text) > _MAX_CHARS:
        return text
    text = text.replace("<jats:sup>", "<sup>").replace("</jats:sup>", "</sup>")
    text = text.replace("<jats:sub>", "<sub>").replace("</jats:sub>", "</sub>")
    if _MARK.search(text):
        spaced = _BLOCK.sub(lambda mark: f" {mark[0]} ", text)
        bare = nh3.clean(spaced, tags={"sup", "sub"}, attributes={})
        text = html.unescape(_RAISED.sub(_raised, bare)).strip()
    elif "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    return text


def _raised(mark: re.Match[str]) -> str:
    inner = html.unescape(mark[2])
    signs = inner.translate(_SUPERSCRIPTS if mark[1] == "sup" else _SUBSCRIPTS)
    if all(before != after for before, after in zip(inner, signs, strict=True)):
        return signs
    return inner if mark[1] == "sub" or _ORDINAL.fullmatch(inner) else f"^{inner}"
