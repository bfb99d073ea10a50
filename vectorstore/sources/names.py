"""Names of authors as bibliographies write them, to "First Last".

Which separators a format uses is the format's business; what a part of a name is, is told here.
"""

import re

# "Smith, J.; Doe, A." where a semicolon is used, else "and" or "&", else commas.
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_SEMICOLON = re.compile(r"\s*;\s*")
_COMMA = re.compile(r"\s*,\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?-?\s?){1,4}")
_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|I{2,3}|IV")
_LISTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def first_name_first(name: str) -> str:
    """Return "First Last" for "Last, First" and "Last, Jr, First"; other names as they are."""
    last, *rest = (part.strip() for part in name.split(","))
    if len(rest) > 1 and _SUFFIX.fullmatch(rest[0]):
        return " ".join((*rest[1:], last, rest[0])).strip()
    if len(rest) > 1 and _SUFFIX.fullmatch(rest[-1]):
        return " ".join((*rest[:-1], last, rest[-1])).strip()
    return " ".join((*rest, last)).strip()


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in one string, whichever of the usual separators it uses, first name first.

    A list written out by a program ("['A. Author', 'B. Writer']") is read as one.
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        names = ["".join(match) for match in _LISTED.findall(text)]
    elif ";" in text:
        names = _SEMICOLON.split(text)
    else:
        names = [name for part in _AND.split(text) for name in _split_at_commas(part)]
    tidy = (first_name_first(name.strip(" ,")) for name in names)
    return tuple(name for name in tidy if name)


def _split_at_commas(text: str) -> list[str]:
    """Return names between commas, but "Smith, J." is one, and so is "Chen, Qi" alone."""
    parts = [part for part in _COMMA.split(text) if part]
    if len(parts) < 2:  # noqa: PLR2004 (nothing to split)
        return parts
    paired = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(first) for _, first in paired):
        return [f"{last}, {first}" for last, first in paired]
    if len(parts) == 2 and " " not in parts[0] and " " not in parts[1]:  # noqa: PLR2004 (a pair)
        return [text]
    return parts
