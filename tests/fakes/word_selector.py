"""A selector that is sure of the sentences with a word, and of no others."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class WordSelector:
    """Gives `sure` log odds to sentences that hold `word`, their opposite to the rest."""

    word: str
    sure: float = 3.0
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def log_odds(
        self, question: str, texts: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[float]]:
        """Return the log odds of each sentence of each text, and remember what was asked."""
        self.asked.append((question, tuple(title for title, _ in texts)))
        return [
            [self.sure if self.word in sentence else -self.sure for sentence in sentences]
            for _, sentences in texts
        ]
