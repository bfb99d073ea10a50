"""Evidence without a library: a paper of given sentences, each numbered as a model sees it."""

from collections.abc import Sequence

from bot.answering.evidence import Evidence
from vectorstore.records import Paper, Sentence


def paper_of(title: str, *sentences: str) -> Paper:
    """Return a paper whose abstract is these sentences."""
    return Paper(f"title:{title[:12]}", title, " ".join(sentences))


def evidence_of(title: str, *sentences: str, first: int = 1) -> list[Evidence]:
    """Return each sentence as evidence, numbered from `first`, the first the most relevant."""
    paper = paper_of(title, *sentences)
    found: list[Evidence] = []
    place = 0
    for n, text in enumerate(sentences, start=1):
        sentence = Sentence(n, place, place + len(text), text)
        found.append(Evidence(first + n - 1, paper, sentence, relevance=0.9 / n))
        place += len(text) + 1
    return found


def texts(items: Sequence[Evidence]) -> list[str]:
    """Return the sentences of evidence."""
    return [item.sentence.text for item in items]
