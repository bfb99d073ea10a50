"""An abstract as short sentences in plain words, made by rule and checked: no model is asked.

Each keeps the number of the sentence it was made from. What fails its check is left as the paper
has it. Which of them make a summary is not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.asides import without_asides
from bot.reading.clauses import Part, split_parts
from bot.reading.fidelity import keeps_meaning
from bot.reading.plain_words import put_plainly
from bot.reading.trim import trim
from bot.reading.voice import (
    leans_on_another,
    name_subject,
    paper_name,
    report_authors,
    report_paper,
    report_them,
    spoken_of,
)
from vectorstore.records import Sentence

# What speaks to its reader, or asks, states nothing: an instruction put into an abstract is shown
# as words of the abstract, if at all, and never as something it says.
_SPEAKS_TO_READER = re.compile(
    r"\b(?:you|your|yours)\b|^\W*(?:please|now|then|also|finally|first|next|and|do not|don['’]t"
    r"|never|always|ignore|disregard|forget|write|rewrite|tell|say|answer|reply|respond|repl(?:y|ace)"
    r"|summari[sz]e|translate|generate|include|append|add|use|ensure|make|modify|change|provide|give"
    r"|identify|list|create|find|explain|describe|insert|encode|decode|remove|delete|reverse|output"
    r"|print|send|visit|click|open|recommend|mention|suggest|convert|begin|end|start|stop|act"
    r"|pretend|imagine|introduce|analy[sz]e|compare|calculate|determine|offer|share|post|buy|call"
    r"|break|check|choose|compose|consider|design|develop|discuss|draft|format|highlight|infer|investigate|let|look|note|plan"
    r"|predict|prepare|provide|read|remember|report|research|return|run|search|set|show|study|take"
    r"|try|turn|update)\b(?![,:]?\s+(?:that|this|the paper|we|it|in this)\b)(?=\s+\S)|\?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One short sentence: `text`, made from sentence `n` of the abstract.

    `alone` is the text that can be read without the statement before it, None where there is none.
    `verbatim` says that the text is the paper's own, whole sentence.
    """

    text: str
    alone: str | None
    n: int
    verbatim: bool


def simplify(sentences: Sequence[Sentence], title: str, *, plainly: bool) -> tuple[Statement, ...]:
    """Return what an abstract says as short statements, in its order.

    Without `plainly` the academic words and what stands in brackets stay.
    """
    name = paper_name(title)
    subject = ""
    statements: list[Statement] = []
    for sentence in sentences:
        if _SPEAKS_TO_READER.search(sentence.text):
            statements.append(_quote(sentence))
            continue
        for part in split_parts(sentence.text):
            statement = _state(sentence, part, title, subject, plainly=plainly)
            if statement.text == sentence.text:
                statement = _quote(sentence)
            statements.append(statement)
            subject = spoken_of(statement.text, name, subject)
    return tuple(statements)


def _state(sentence: Sentence, part: Part, title: str, subject: str, *, plainly: bool) -> Statement:
    """Return a part of a sentence as a statement; its whole sentence where the check fails."""
    source, name = part.of(sentence.text), paper_name(title)
    bare = without_asides(source) if plainly else source
    text = _finished(report_them(report_paper(report_authors(bare))))
    if not keeps_meaning(text, source, name):
        return _quote(sentence)
    leans = part.leans or leans_on_another(text)
    alone = name_subject(text, subject) if leans else _without_turn(text)
    if plainly:
        text, alone = trim(text, title), None if alone is None else trim(alone, title)
        text, alone = put_plainly(text), None if alone is None else put_plainly(alone)
    return Statement(
        text=text,
        alone=alone,
        n=sentence.n,
        verbatim=False,
    )


def _quote(sentence: Sentence) -> Statement:
    """Return a sentence as the paper has it."""
    text = sentence.text
    alone = None if leans_on_another(text) else text
    return Statement(text, alone, sentence.n, verbatim=True)


def _without_turn(text: str) -> str:
    """Return a sentence without the "But" or "So" that only the one before it explains."""
    bare = re.sub(r"^(?:But|So|Meanwhile,) ", "", text)
    return text if bare == text else bare[0].upper() + bare[1:]


def _finished(text: str) -> str:
    """Return words as a sentence: a capital first, a stop last; a name keeps its small letter."""
    text = re.sub(r"^(?:and|but|or|so|yet)\s+", "", text.strip(" ,;:"))
    first = text.split(" ", 1)[0]
    if first[:1].islower() and first.islower():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
