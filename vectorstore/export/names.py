"""The parts of a name, which most formats want apart though a library keeps "First Last"."""

_SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
# Words of groups: "ATLAS Collaboration" has no family name.
_GROUPS = frozenset(
    "ai association center centre collaboration consortium foundation google group inc inc. "
    "institute lab laboratory labs project research society team university".split()
)


def family_and_given(name: str) -> tuple[str, str]:
    """Return (family name with its particles, given names); a group has its name and ""."""
    words = name.split()
    if len(words) < 2 or "," in name or _is_group(words):  # noqa: PLR2004 (one word)
        return name, ""
    end = len(words) - 1
    if words[end] in _SUFFIXES and end > 1:
        end -= 1
    start = end
    while start > 1 and words[start - 1].islower():  # "van", "de la"
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _is_group(words: list[str]) -> bool:
    return any(word.casefold() in _GROUPS for word in words) or "and" in words or "&" in words
