"""Which papers a conversation is about, and what its reader calls them.

Reads turns and papers; what a follow-up says of them is not known here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.names import find_names, holds_name, mentions_name
from bot.answering.subject import read_subject
from bot.types import Turn
from vectorstore.records import Paper

_NAME_WORDS_MOST = 6
_CAPITALS_LEAST = 2
# Names of kinds of things: no paper is called so.
_GENERAL_NAMES = frozenset(
    """ai ml nlp llm llms lm lms gnn gnns cnn cnns rnn rnns dnn dnns lstm gan gans nas ner gpu gpus
    cpu cpus f1 bleu map miou auc mse sota ssl""".split()
)
# A name behind one of these is where something was measured, not what was measured.
BEHIND_PREPOSITION = re.compile(
    r"\b(?:on|in|for|with|at|over|under|to|than|from|using|via|without|against|between)"
    r"\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Focus:
    """The papers cited last, in the order shown; `main` are those that were asked about.

    `names` are what the reader calls them, one a paper. `asked` is the question that led to them.
    `earlier` are the other papers of the conversation, the latest first.
    """

    papers: tuple[Paper, ...]
    names: tuple[str, ...]
    main: tuple[int, ...]
    asked: str
    earlier: tuple[Paper, ...] = ()

    @property
    def subject(self) -> str:
        """Return the name of the paper that was asked about first."""
        return self.names[self.main[0]]

    def ids(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the ids of the papers at these places."""
        return tuple(self.papers[place].id for place in places)


def read_focus(
    history: Sequence[Turn], chosen: Sequence[str], paper_of: Callable[[str], Paper]
) -> Focus | None:
    """Return what the conversation is about, None where it has come to no paper.

    Papers that a reader has chosen come before those cited, unless some of these are among them.
    Raises PaperUnknown where the library no longer holds a paper cited last.
    """
    last = next((turn for turn in reversed(history) if turn.paper_ids), None)
    cited = last.paper_ids if last else ()
    if chosen:
        cited = tuple(paper_id for paper_id in cited if paper_id in chosen) or tuple(chosen)
    if not cited:
        return None
    papers = tuple(paper_of(paper_id) for paper_id in dict.fromkeys(cited))
    names = tuple(call_name(paper, history) for paper in papers)
    asked = last.question if last else ""
    every = tuple(range(len(papers)))
    named = tuple(place for place, name in enumerate(names) if holds_name(asked, name))
    said = [paper_id for turn in reversed(history) for paper_id in turn.paper_ids]
    earlier = tuple(paper_of(paper_id) for paper_id in dict.fromkeys(said) if paper_id not in cited)
    return Focus(papers, names, named or (every if chosen else (0,)), asked, earlier)


def call_name(paper: Paper, history: Sequence[Turn]) -> str:
    """Return what the reader calls a paper.

    The name in its title, one it has in the conversation or in its abstract, else the quoted title.
    """
    short = short_name(paper.title)
    if read_subject(paper.title).name:
        return short
    for turn in reversed(history):
        if paper.id in turn.paper_ids:
            for name in find_names(turn.question):
                if _calls(turn.question, name, paper):
                    return name
    return _own_name(paper.abstract) or f"“{short}”"


def _calls(question: str, name: str, paper: Paper) -> bool:
    """Say whether a reader means this paper by a name, and not where something was measured."""
    before, _, after = question.partition(name)
    owner = after.startswith(("'s", "’s")) or re.search(r"\bin (?:the )?$", before, re.IGNORECASE)
    if BEHIND_PREPOSITION.search(before) is not None and not (owner and _is_coined(name)):
        return False
    return name.lower() not in _GENERAL_NAMES and mentions_name(paper.abstract, name)


def _own_name(abstract: str) -> str | None:
    """Return the name that an abstract gives its subject: "SN-Net" of "Networks (SN-Net) ..."."""
    for name in find_names(abstract):
        given = re.search(
            rf"\({re.escape(name)}\)|\b(?:called|named|dubbed|termed|propos\w+|introduc\w+"
            rf"|present\w*)\s+{re.escape(name)}\b",
            abstract,
        )
        if given and _is_coined(name) and abstract.count(name) > 1:
            return name
    return None


def _is_coined(name: str) -> bool:
    return sum(letter.isupper() for letter in name) >= _CAPITALS_LEAST


def short_name(title: str) -> str:
    """Return what people call a paper: the name before its colon, else its whole title."""
    head, colon, _ = title.partition(":")
    if colon and len(head.split()) <= _NAME_WORDS_MOST:
        return head.strip()
    return title.strip()
