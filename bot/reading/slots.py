"""Which question of a summary a statement answers: what was done, how, what was found, or none.

Told by cues and by place, as abstracts are written: what is known, what was done, how, what came
of it. Knows one statement and its place.
"""

import re
from collections.abc import Sequence

from bot.reading.simplify import Statement
from bot.reading.voice import paper_name
from bot.types import SlotName

_NAMED_CUE, _FIRM_CUE = 0.15, 0.2
_CONTRIBUTION = re.compile(r"\b(?:propos|introduc|present|is an? )\w*", re.IGNORECASE)

_DID = re.compile(
    r"\b(?:propos|introduc|present|releas|design|investigat|stud(?:y|ies|ied)|explor|examin|review"
    r"|address|assembl|develop|tackl|ask|aim|survey|look)\w*\b",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"\b(?:the authors|(?:this|the) (?:paper|work|study|survey|article|review))\b", re.IGNORECASE
)
_IS_A = re.compile(r"^(?:But )?[A-Z][\w-]*(?: [A-Z][\w-]*){0,5} (?:is|are) (?:an? |built|the )")
_FOUND = re.compile(
    r"\b(?:outperform|does better|do better|did better|beat|reach|achiev|improv|faster|slower"
    r"|surpass|exceed|speed|accurac|result|found|finds?\b|show|reveal|demonstrat|confirm|prov(?:es?|ed)\b"
    r"|suggest|indicat|gain|robust|on a par|competitive|match|rival|conclu|evidence|discover|equals"
    r"|cuts?\b|reduc|increas|decreas|raises?\b|wins?\b|won\b|took 1st|score|effective|leading|up to"
    r"|performs?\b|performed|compar|better|higher|lower|fewer|significant|transfers|generalis"
    r"|generaliz|state of the art|SOTA|experiments|evaluat|underlin)\w*",
    re.IGNORECASE,
)  # fmt: skip
_FIRM_FOUND = re.compile(
    r"\b(?:outperform\w*|(?:does|do|did) better|surpass\w*|results? (?:show|suggest)\w*"
    r"|experiments?|found that|finds? that|show(?:s|ed)? that|reveal\w*|demonstrat\w*|on a par"
    r"|confirm\w*|evaluat\w*|tested on|beats?|conclude\w*|\d+(?:\.\d+)?(?:%|x\b| times))",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://|\b(?:code|dataset|models?|implementation)\b.*\b(?:available|released)\b"
    r"|\blinks? to\b|\bproject page\b",
    re.IGNORECASE,
)
# "The proposed method", "a new dataset": what an abstract calls so is its own.
_NEW = re.compile(
    r"\b(?:(?:the|our|their) (?:new(?:ly)? )?proposed|(?:a|an|our|their) (?:new|novel|revised))\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?:[A-Z][\w-]+)(?: [A-Z][\w-]+)+")
_RESULTS_FROM, _DONE_UNTIL = 0.6, 0.65
# Of so many findings the first may tell how they were come by.
_SPARED = 2


def assign_slots(
    statements: Sequence[Statement], title: str, nearness: Sequence[float]
) -> tuple[SlotName | None, ...]:
    """Return the slot of each statement, None for what was known before and for addresses.

    `nearness` is how near each is to the whole abstract. A slot without a statement takes the
    likeliest of a neighbour that has several: cues miss some, and an abstract nearly always says
    what was done.
    """
    begins = next((n for n, its in enumerate(statements) if _is_own(its, title)), None)
    if begins is None:
        begins = next((n for n, its in enumerate(statements) if its.n > 1), 0)
    last = max(len(statements) - 1, 1)
    slots: list[SlotName | None] = [
        None if n < begins or _is_link(its) else _slot_of(its, title, place=n / last)
        for n, its in enumerate(statements)
    ]
    _fill_did(slots, statements, nearness, title)
    _fill_found(slots)
    _fill_how(slots)
    return tuple(slots)


def _slot_of(statement: Statement, title: str, *, place: float) -> SlotName:
    """Return the slot of one of the paper's own statements; `place` is 0 first, 1 last."""
    text, own = statement.text, _is_own(statement, title)
    found_late = place >= _RESULTS_FROM and _FOUND.search(text) is not None
    if _FIRM_FOUND.search(text) and (place > 0 or not own):
        return "found"
    if own and (_DID.search(text) or _IS_A.match(text)) and place <= _DONE_UNTIL:
        return "did"
    return "found" if found_late else "how"


def _is_own(statement: Statement, title: str) -> bool:
    """Say whether a statement speaks of the paper, its authors, or what its title names."""
    text, name = statement.text, paper_name(title)
    if "et al." in text:
        return False
    if _AUTHORS.search(text) or _NEW.search(text) or (name and text.startswith(name)):
        return True
    named = _CAPITALISED.match(text)
    return named is not None and named[0] in title and statement.n > 1


def _fill_did(
    slots: list[SlotName | None],
    statements: Sequence[Statement],
    nearness: Sequence[float],
    title: str,
) -> None:
    """Let the likeliest statement say what was done: one of the paper's name, then of its own."""
    if "did" in slots:
        return
    own = [n for n, its in enumerate(statements) if slots[n] and _is_own(its, title)]
    free = [n for n in own if slots[n] == "how"] or own[:-1]
    free = free or [n for n, slot in enumerate(slots) if slot == "how"]
    name = paper_name(title)

    def likeliness(n: int) -> tuple[bool, float]:
        return name != "" and statements[n].text.startswith(name), nearness[n]

    if free:
        slots[max(free, key=likeliness)] = "did"


def _fill_found(slots: list[SlotName | None]) -> None:
    if "found" not in slots:
        later = [n for n, slot in enumerate(slots) if slot == "how"]
        done = [n for n, slot in enumerate(slots) if slot == "did"]
        if len(later) > 1 or (later and later[-1] == len(slots) - 1):
            slots[later[-1]] = "found"
        elif len(done) > 1:
            slots[done[-1]] = "found"


def _fill_how(slots: list[SlotName | None]) -> None:
    if "how" not in slots:
        done = [n for n, slot in enumerate(slots) if slot == "did"]
        found = [n for n, slot in enumerate(slots) if slot == "found"]
        if len(done) > 1:
            slots[done[-1]] = "how"
        elif len(found) > _SPARED:
            slots[found[0]] = "how"


def other_slot(statement: Statement, slot: SlotName | None, title: str) -> SlotName | None:
    """Return where else a statement may stand: what was made and how it works shade into another.

    What was done is told only by a statement of the paper or of what its title names.
    """
    if slot == "did":
        return "how"
    return "did" if slot == "how" and _is_own(statement, title) else None


def how_telling(statement: Statement, slot: SlotName | None, title: str) -> float:
    """Return what a statement gains by naming its paper or saying its slot's word outright."""
    name = paper_name(title)
    named = bool(name) and name in statement.text
    firm = _FIRM_FOUND if slot == "found" else _CONTRIBUTION
    return _NAMED_CUE * named + _FIRM_CUE * bool(firm.search(statement.text))


def _is_link(statement: Statement) -> bool:
    return _LINK.search(statement.text) is not None
