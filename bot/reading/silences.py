"""What an abstract does not say that a reader would ask for, told by rule from its words.

Each rule is made to err towards silence: a note is given only where no word of the abstract could
be the answer. Nothing is said of the paper beyond its abstract.
"""

import re
from dataclasses import dataclass

from bot.answering.quantities import find_quantities
from vectorstore.records import Paper

NOTHING_SAID = "The abstract does not say."
# Of a slot whose every statement would make the whole too hard to read.
TOO_HARD = "Only in terms too hard for this level: see the abstract."
# Where every rule finds its word; true of any summary made from an abstract.
ONLY_THE_ABSTRACT = "Only the abstract was read here; the paper itself may say more."


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a reader asks for, and the words that may answer it."""

    note: str
    words: re.Pattern[str]


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)


_COMPARED = _Asked(
    "The abstract does not compare the work with other work.",
    _any_of(
        r"than\b|compar|baseline|outperform|beat|surpass|exceed|state[- ]of[- ]the|sota\b|versus"
        r"|vs\b|previous|prior\b|earlier|existing|conventional|traditional|competi|match|rival|unlike"
        r"|contrast|whereas|best\b|better|superior|on (?:a )?par|improv|differ|similar|equal"
        r"|consistent with|other (?:work|methods|models|studies)|known\b|literature"
    ),
)
_DATA = _Asked(
    "The abstract does not mention the data that was used.",
    _any_of(
        r"data|benchmark|corpus|corpora|images?\b|texts?\b|samples?\b|patients?|participants?|mice\b"
        r"|mouse|cells?\b|volunteers|subjects\b|trials?\b|cohort|survey|questionnaire|recordings?"
        r"|documents?|sentences?|videos?|graphs?\b|networks? (?:of|with)\b|abstracts?\b|articles?\b"
        r"|experiments? (?:on|with|in)|evaluat\w+ on|tested on|children|women|men\b|people|animals?"
        r"|flies|fish|rats?\b|species|proteins?|genes?\b|genom|sequenc|simulat|synthetic|[A-Z]\w*Net"
    ),
)
_LIMITS = _Asked(
    "The abstract does not mention limits of the work.",
    _any_of(
        r"limit|drawback|weakness|shortcoming|fails?\b|failure|however|although|though\b|cannot"
        r"|only\b|restrict|caveat|unclear|remain|future|further|open (?:question|problem)"
        r"|may\b|might|could\b|challeng|disadvantage|cost of|trade-?off|depend|assum"
        r"|unless|except|but\b|yet\b|despite|not\b|lack|whether"
    ),
)
_CODE = _Asked(
    "The abstract does not say where to find the code.",
    _any_of(
        r"code\b|https?://|github|open[- ]source|publicly|released?\b|available"
        r"|implementation|librar|package"
    ),
)
_COMPUTED = _any_of(r"neural|network|algorithm|model|learning|software|train|comput")
_NO_FIGURES = "The abstract does not give any figures."


def silences(paper: Paper) -> tuple[str, ...]:
    """Return what the abstract of a paper does not say, one short sentence each; never none."""
    notes: list[str] = []
    if not find_quantities(paper.abstract) and not re.search(r"\d", paper.abstract):
        notes.append(_NO_FIGURES)
    notes += [
        asked.note
        for asked in (_COMPARED, _DATA, _LIMITS)
        if not asked.words.search(paper.abstract)
    ]
    # Of a study of mice nobody expects any.
    if (
        _COMPUTED.search(paper.abstract)
        and not paper.links
        and not _CODE.words.search(paper.abstract)
    ):
        notes.append(_CODE.note)
    return tuple(notes) or (ONLY_THE_ABSTRACT,)
