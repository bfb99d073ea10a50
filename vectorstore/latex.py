r"""LaTeX in titles and abstracts, rendered for reading: $O(n^2)$ becomes O(n²), \'e becomes é.

What is not known keeps its words, a price keeps its dollar sign, code and paths keep their
backslashes. Takes time linear in the text, whatever it holds. Knows no file format.
"""

import re

from vectorstore.tex.reader import read_latex

# Rendering may lay more LaTeX bare, so it is repeated until nothing changes; real texts take two
# rounds. A text that goes on changing was made to, and stays as it is.
_ROUNDS_MOST = 6

# Code and paths are hidden behind code points that no text has.
_CODE = re.compile(
    r"(?<!`)`[^`'\n]{1,200}`(?!`)"
    r"|(?<![^\W_])[A-Za-z]:(?:\\[^\s\\${}^]{1,60}){1,20}\\?(?![^\s,;.)])"
    r"|\\\\\w{1,60}(?:\\[\w$.-]{1,60}){1,20}"
)
_HIDE = str.maketrans("\\$^_{}~", "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6")
_SHOW = str.maketrans("\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6", "\\$^_{}~")
_HIDDEN = re.compile("[\ufdd0-\ufdd6]")

_QUOTES = re.compile(r"(?<!`)``(?=[^\s`])([^`]{1,300}?)(?:''|\")")
_DASH = re.compile(r"(?<=[\w)\]%.\"}])---?(?=\n?[\w(\"\\$])|(?<=[\w,).]\s)---?(?=\s\w)")
# "2 × faster" is a factor, "2 × 3" a product.
_FACTOR = re.compile(r"(?<=\d) ×(?=[.,;:)]|$| [a-z]{3})")


def render_latex(text: str) -> str:
    """Return `text` with its LaTeX as plain characters; the figures stay, in their order."""
    given = text
    for _ in range(_ROUNDS_MOST):
        rendered = _render_once(text)
        if rendered == text:
            return text
        text = rendered
    return given


def _render_once(text: str) -> str:
    if "``" in text:
        text = _QUOTES.sub(r'"\1"', text)
    if "--" in text:
        text = _DASH.sub(_dash, text)
    if "\\" not in text and "$" not in text and "^" not in text and "_{" not in text:
        return text
    if _HIDDEN.search(text):
        return text
    text = read_latex(_CODE.sub(lambda code: code[0].translate(_HIDE), text))
    if "×" in text:
        text = _FACTOR.sub("×", text)
    return text.translate(_SHOW)


def _dash(found: re.Match[str]) -> str:
    return "—" if found[0] == "---" else "–"
