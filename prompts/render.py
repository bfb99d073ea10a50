"""Fill a template of this folder with values, strictly.

A value is text, never template code: braces inside a paper stay braces. A missing or an unused
value is a mistake of the caller and fails. What the values mean is not known here.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template, meta

_ENVIRONMENT = Environment(
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - prompts are plain text, not HTML; pages escape on their own
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)


class PromptError(ValueError):
    """A template that does not exist, or values that are not the ones it names."""


def render(name: str, values: Mapping[str, object]) -> str:
    """Return template `name` (without `.j2`) filled with exactly the values it names.

    Raises PromptError for an unknown template, and for missing or unused values.
    """
    template, wanted = _load(name)
    if wanted != values.keys():
        difference = ", ".join(sorted(wanted ^ values.keys()))
        raise PromptError(f"Prompt “{name}” and its values differ in: {difference}.")
    return template.render(values).strip()


def version(*names: str) -> str:
    """Return 12 hex digits that change when any of these templates changes."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(_source(name).encode())
    return digest.hexdigest()[:12]


@lru_cache
def _load(name: str) -> tuple[Template, frozenset[str]]:
    source = _source(name)
    wanted = meta.find_undeclared_variables(_ENVIRONMENT.parse(source))
    return _ENVIRONMENT.from_string(source), frozenset(wanted)


def _source(name: str) -> str:
    path = resources.files("prompts").joinpath(f"{name}.j2")
    if not name.isidentifier() or not path.is_file():
        raise PromptError(f"There is no prompt named “{name}”.")
    return path.read_text(encoding="utf-8")
