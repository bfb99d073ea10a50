r"""The signs LaTeX commands stand for: ≤ for \le, é for \'e, ² for ^{2}.

The names of signs come from pylatexenc. Its parser is not used: on 74,728 real abstracts it takes
4.3 ms each where there is LaTeX, reads "5% of" as a comment, raises for \href, and recurses as deep
as the braces of a hostile text. Knows no grammar: `vectorstore.latex` reads.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db

PRIME = "\N{PRIME}"
# Where pylatexenc has none, or not the sign that other texts (and readers of numbers) use.
_OURS = {
    "sim": "~", "thicksim": "~", "textasciitilde": "~", "ast": "*", "star": "*", "leqslant": "≤",
    "geqslant": "≥", "ne": "≠", "deg": "°", "degree": "°", "degrees": "°", "circ": "°",
    "prime": PRIME, "Re": "Re", "Im": "Im", "colon": ":", "coloneqq": ":=", "|": "‖", "lVert": "‖",
    "rVert": "‖", "circledR": "®", "textregistered": "®", "copyright": "©", "texttrademark": "™",
    "checkmark": "✓", "cmark": "✓", "xmark": "✗", "textless": "<", "textgreater": ">", "lt": "<",
    "gt": ">", "textendash": "–", "textemdash": "—", "textquoteright": "’",
    "textquoteleft": "\N{LEFT SINGLE QUOTATION MARK}",
    "textquotedblleft": '"', "textquotedblright": '"', "textpertenthousand": "‱",
    "textperthousand": "‰", "textpm": "±", "texttimes": "×", "textbar": "|", "argmax": "argmax",
    "argmin": "argmin", "bmod": "mod", "mod": "mod", "implies": "⇒", "iff": "⇔", "land": "∧",
    "lor": "\N{LOGICAL OR}", "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.",
    "wrt": "w.r.t.",
    "vs": "vs.", "LaTeX": "LaTeX", "TeX": "TeX", "space": " ", "quad": " ", "qquad": " ",
    "newline": " ", "par": " ", "item": "•", "and": "and", "lbrack": "[", "rbrack": "]",
    "i": "i", "j": "j", "backslash": "\N{SET MINUS}", "textbackslash": "\N{SET MINUS}",
    "colonequals": ":=",
    "slash": "/", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "texteuro": "€", "dag": "†",
}  # fmt: skip
_COMBINING = {
    "'": "\u0301", "acute": "\u0301", "`": "\u0300", "grave": "\u0300", "^": "\u0302",
    "hat": "\u0302", "widehat": "\u0302", '"': "\u0308", "ddot": "\u0308", "~": "\u0303",
    "tilde": "\u0303", "widetilde": "\u0303", "=": "\u0304", "bar": "\u0304", "overline": "\u0304",
    ".": "\u0307", "dot": "\u0307", "c": "\u0327", "k": "\u0328", "H": "\u030b", "r": "\u030a",
    "mathring": "\u030a", "u": "\u0306", "breve": "\u0306", "v": "\u030c", "check": "\u030c",
    "vec": "\u20d7", "b": "\u0331", "d": "\u0323", "t": "\u0361", "not": "\u0338",
}  # fmt: skip
ACCENTS = frozenset(_COMBINING)

# Of the capitals seven are older than the block of the others.
_DOUBLE_STRUCK = str.maketrans(
    {chr(ord("A") + nth): chr(0x1D538 + nth) for nth in range(26)}
    | {chr(ord("a") + nth): chr(0x1D552 + nth) for nth in range(26)}
    | dict(zip("CHNPQRZ", "\u2102\u210d\u2115\u2119\u211a\u211d\u2124", strict=True))
)
# Only signs that most fonts have: not the capitals, but for the T of a transpose.
_RAISED = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzT",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ",
        strict=True,
    )
)
_LOWERED = dict(
    zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
_RAISED_AS_THEY_ARE = frozenset(f"° * {PRIME} ″ † ‡ ® ™ © th st nd rd".split())
_TRANSPOSE = "\N{DOWN TACK}"
# "xᵗʳᵃⁱⁿ" is harder to read than "x^train".
_LETTERS_MOST = 2
_SCRIPT_MOST = 12


@cache
def signs() -> Mapping[str, str]:
    """Return the sign or word of each command that stands for one and takes no argument."""
    known: dict[str, str] = {}
    for spec in get_default_latex_context_db().iter_macro_specs():
        sign = spec.simplify_repl
        # "%" marks a form to fill in, "<" one for what is not there; \today is none of the paper's.
        if isinstance(sign, str) and "%" not in sign and "<" not in sign and len(sign) <= 7:  # noqa: PLR2004 - "lim sup"
            known.setdefault(spec.macroname, sign)
    return {name: sign for name, sign in known.items() if sign.strip()} | _OURS


def accented(accent: str, base: str) -> str:
    """Return `base` with the accent on its first letter."""
    return unicodedata.normalize("NFC", base[:1] + _COMBINING[accent]) + base[1:]


def double_struck(text: str) -> str:
    """Return text in the letters of number sets, as the reals have one."""
    return text.translate(_DOUBLE_STRUCK)


def raised(text: str) -> str:
    """Return a superscript in small signs where all exist, else marked with a caret."""
    text = text.strip()
    if text == _TRANSPOSE:
        return "ᵀ"
    if text in _RAISED_AS_THEY_ARE or not text.strip(f"*{PRIME}"):
        return text
    return _script(text, _RAISED, "^")


def lowered(text: str) -> str:
    """Return a subscript in small signs where all exist, else marked with an underscore."""
    text = text.strip()
    whole, point, decimals = text.partition(".")
    if point and whole.isdigit() and decimals.isdigit():  # PM₂.₅
        return f"{_script(whole, _LOWERED, '_')}.{_script(decimals, _LOWERED, '_')}"
    return _script(text, _LOWERED, "_")


def _script(text: str, small: Mapping[str, str], mark: str) -> str:
    if not text:
        return ""
    if text.startswith("±"):  # "85.3_{\pm 0.2}" is a value with its error
        return f" {text}"
    letters = sum(sign.isalpha() for sign in text)
    if letters <= _LETTERS_MOST and len(text) <= _SCRIPT_MOST and all(s in small for s in text):
        return "".join(small[sign] for sign in text)
    bracketed = text.startswith("(") and text.endswith(")")
    plain = text.isalnum() and unicodedata.is_normalized("NFKC", text)
    return mark + (text if plain or len(text) == 1 or bracketed else f"({text})")
