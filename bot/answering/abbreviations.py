"""A claim spelt as its sentence spells: "NER" for "named entity recognition", and the reverse.

Only what the abstract itself defines is put for the other. For checking alone: a reader sees the
claim as it was written.
"""

import re
from collections.abc import Sequence

from vectorstore.acronyms import Acronym

_PLURAL = r"(?:s|'s|’s)?"


def spell_as(claim: str, source: str, acronyms: Sequence[Acronym]) -> str:
    """Return a claim with each defined term in the form that its source has, if it has just one."""
    for acronym in acronyms:
        short = _pattern(acronym.short, re.RegexFlag(0))
        long = _pattern(acronym.long, re.IGNORECASE)
        has_short, has_long = short.search(source), long.search(source)
        if has_short and not has_long:
            claim = long.sub(has_short[0].replace("\\", ""), claim)
        elif has_long and not has_short:
            claim = short.sub(has_long[0].replace("\\", ""), claim)
    return claim


def _pattern(words: str, flags: re.RegexFlag) -> re.Pattern[str]:
    plain = re.sub(r"(?<=[A-Z\d])['’]?s$|(?<=[a-z][a-rt-z])s$", "", words)
    spelt = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", plain) if part)
    return re.compile(rf"(?<![^\W_]){spelt}{_PLURAL}(?![^\W_])", flags)
