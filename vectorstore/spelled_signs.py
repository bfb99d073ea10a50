"""Signs spelt as the words people type: a Greek letter as its name, 10⁴ as "10 4".

For the words of an index and of its queries, never for a text that is shown.
"""

import re
import unicodedata

# "10⁴" and "n²" are typed "10^4" and "n^2", two words; "F₁" is typed "F1", one.
_RAISED = re.compile("[\u2070-\u207f²³¹ᵃ-ᵛᶜᶠᶻ]+")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]+")
# "αβ" is a product of two letters, a longer run a Greek word.
_GREEK_LETTERS_MOST = 2
_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
        " sigma sigma tau upsilon phi chi psi omega".split(),
        strict=True,
    )
)
_SIGNS = str.maketrans(
    {
        "×": " times ",
        "∞": " infinity ",
        "√": " sqrt ",
        "∑": " sum ",
        "∏": " product ",
        "∫": " integral ",
        "∂": " partial ",
        "∇": " nabla ",
    }
)


def spell_signs(text: str) -> str:
    """Return `text` with letters and figures in their plain forms (NFKC), Greek ones by name."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", _RAISED.sub(r" \g<0>", text))
    return _GREEK.sub(_names, text).translate(_SIGNS)


def _names(found: re.Match[str]) -> str:
    letters = found[0].lower()
    if len(letters) > _GREEK_LETTERS_MOST or not all(letter in _LETTERS for letter in letters):
        return found[0]
    return f" {' '.join(_LETTERS[letter] for letter in letters)} "
