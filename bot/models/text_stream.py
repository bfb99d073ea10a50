"""From the bytes of tokens to the text a caller sees: whole characters, no thoughts, no stop.

Pure: knows no model. A character, a tag or a stop string may be spread over several tokens, so
each stage holds back what may still become one, and `finish` gives up what did not.
"""

import codecs
from collections.abc import Sequence

_OPEN = "<think>"
_CLOSE = "</think>"


class TextStream:
    """Takes the bytes of each token, gives the text that is certain to be shown."""

    def __init__(self, stop: Sequence[str], *, thinking: bool = False) -> None:
        """Begin; `thinking` says that the prompt itself ended inside a thought."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._thoughts = ThoughtFilter(thinking=thinking)
        self._stops = StopFilter(stop)

    @property
    def stopped(self) -> bool:
        """Whether a stop string has been seen: nothing more will come."""
        return self._stops.stopped

    def feed(self, data: bytes) -> str:
        """Add the bytes of one token."""
        return self._stops.feed(self._thoughts.feed(self._decoder.decode(data)))

    def finish(self) -> str:
        """Return what was held back and did not become a tag or a stop string."""
        rest = self._thoughts.feed(self._decoder.decode(b"", final=True)) + self._thoughts.finish()
        return self._stops.feed(rest) + self._stops.finish()


class ThoughtFilter:
    """Removes `<think>...</think>` and the space behind it."""

    def __init__(self, *, thinking: bool = False) -> None:
        self._thinking = thinking
        self._after_thought = False
        self._held = ""

    def feed(self, text: str) -> str:
        """Add text; return what is no thought."""
        self._held += text
        shown = ""
        while True:
            tag = _CLOSE if self._thinking else _OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            shown += self._visible(before)
            self._thinking = not self._thinking
            self._after_thought = not self._thinking
            self._held = after
        keep = _possible_start(self._held, (tag,))
        certain, self._held = (
            self._held[: len(self._held) - keep],
            self._held[len(self._held) - keep :],
        )
        return shown + self._visible(certain)

    def finish(self) -> str:
        """Return what was held back; a thought that never closed stays hidden."""
        rest, self._held = self._held, ""
        return self._visible(rest)

    def _visible(self, text: str) -> str:
        if self._thinking:
            return ""
        if self._after_thought:
            text = text.lstrip()
            self._after_thought = not text
        return text


class StopFilter:
    """Ends the text before the first of the stop strings."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        """Add text; return what cannot belong to a stop string any more."""
        if self.stopped:
            return ""
        self._held += text
        places = [place for stop in self._stop if (place := self._held.find(stop)) >= 0]
        if places:
            self.stopped = True
            shown, self._held = self._held[: min(places)], ""
            return shown
        end = len(self._held) - _possible_start(self._held, self._stop)
        shown, self._held = self._held[:end], self._held[end:]
        return shown

    def finish(self) -> str:
        """Return what was held back."""
        rest, self._held = self._held, ""
        return rest


def _possible_start(text: str, marks: Sequence[str]) -> int:
    """Return the length of the longest end of `text` that begins one of `marks`."""
    longest = max((len(mark) for mark in marks), default=1) - 1
    for length in range(min(longest, len(text)), 0, -1):
        if any(mark.startswith(text[-length:]) for mark in marks):
            return length
    return 0
