"""Templates filled with values, every one of them escaped.

Nothing from a paper, a model or a reader is ever read as Markdown or markup.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.reply import count_of

UNSHOWABLE = dict.fromkeys(
    (*range(0xD800, 0xE000), *range(9), *range(14, 32), *range(127, 160)), "�"
)


def render(name: str, **values: object) -> str:
    """Return a template filled with values."""
    return _templates().get_template(f"{name}.html").render(values).strip()


@cache
def _templates() -> Environment:
    """Open the templates: everything escaped, an unknown name is an error."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_showable,
    )
    templates.globals["count_of"] = count_of
    return templates


def _showable(value: object) -> object:
    """Replace what UTF-8 or HTML cannot carry (lone surrogates, control characters)."""
    return value.translate(UNSHOWABLE) if type(value) is str else value
