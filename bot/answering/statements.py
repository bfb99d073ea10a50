"""Cut a model's stream of text into whole statements as they are finished."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from vectorstore.chunk import split_sentences

_ENDS = (".", "!", "?", "]")


@dataclass(slots=True)
class StatementReader:
    """Collects pieces of text; gives back each sentence once it is complete."""

    _pending: str = field(default="")

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece; yield the sentences that it finished."""
        self._pending += piece
        while "\n" in self._pending:
            line, self._pending = self._pending.split("\n", 1)
            yield from _sentences(line)
        sentences = split_sentences(self._pending)
        if len(sentences) > 1:
            self._pending = self._pending[sentences[-1].start :]
            yield from (sentence.text for sentence in sentences[:-1])

    def finish(self, *, cut: bool) -> Iterator[str]:
        """Yield what is left; where generation was `cut` by its limit, drop the unfinished end."""
        rest, self._pending = self._pending, ""
        for text in _sentences(rest):
            if not cut or text.rstrip().endswith(_ENDS):
                yield text


def _sentences(text: str) -> Iterator[str]:
    yield from (sentence.text for sentence in split_sentences(text))
