r"""The signs LaTeX commands stand for: ≤ for \le, é for \'e, ² for ^{2}, ℝ for \mathbb{R}.

The names of signs come from pylatexenc. Its parser is not used: on 74,728 real abstracts it takes
4.3 ms each where there is LaTeX, reads "5% of" as a comment, raises for \href, and recurses as deep
as the braces of a hostile text. Knows no grammar: `vectorstore.latex` reads.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db

# Where pylatexenc has none, or not the sign that other texts (and readers of numbers) use.
_OURS = {
    "sim": "~", "thicksim": "~", "textasciitilde": "~", "ast": "*", "star": "*", "leqslant": "≤",
    "geqslant": "≥", "ne": "≠", "deg": "°", "degree": "°", "degrees": "°", "circ": "°",
    "prime": "′", "Re": "Re", "Im": "Im", "colon": ":", "coloneqq": ":=", "|": "‖", "lVert": "‖",
    "rVert": "‖", "circledR": "®", "textregistered": "®", "copyright": "©", "texttrademark": "™",
    "checkmark": "✓", "cmark": "✓", "xmark": "✗", "textless": "<", "textgreater": ">", "lt": "<",
    "gt": ">", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "textquotedblleft": '"', "textquotedblright": '"', "textpertenthousand": "‱",
    "textperthousand": "‰", "textpm": "±", "texttimes": "×", "textbar": "|", "argmax": "argmax",
    "argmin": "argmin", "bmod": "mod", "mod": "mod", "implies": "⇒", "iff": "⇔", "land": "∧",
    "lor": "∨", "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "wrt": "w.r.t.",
    "vs": "vs.", "LaTeX": "LaTeX", "TeX": "TeX", "space": " ", "quad": " ", "qquad": " ",
    "newline": " ", "par": " ", "item": "•", "and": "and", "lbrack": "[", "rbrack": "]",
    "i": "i", "j": "j", "backslash": "∖", "textbackslash": "∖", "colonequals": ":=",
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
_RAISED_AS_THEY_ARE = frozenset("° * ′ ″ † ‡ ® ™ © th st nd rd".split())
_TRANSPOSE = "⊤"
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
    """Return text in the letters of number sets: R becomes ℝ."""
    return "".join(_double_struck(sign) for sign in text)


def raised(text: str) -> str:
    """Return a superscript in small signs where all exist, else marked with a caret."""
    text = text.strip()
    if text == _TRANSPOSE:
        return "ᵀ"
    if text in _RAISED_AS_THEY_ARE or not text.strip("*′"):
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


def _double_struck(sign: str) -> str:
    case = "CAPITAL" if sign.isupper() else "SMALL"
    for name in (
        f"DOUBLE-STRUCK {case} {sign}",
        f"MATHEMATICAL DOUBLE-STRUCK {case} {sign}",
    ):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return sign
