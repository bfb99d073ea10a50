"""The port through which readers of addresses reach a network. Knows no library and no policy."""

from dataclasses import dataclass
from typing import Protocol

from vectorstore.errors import SourceUnreadable


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its bytes, the address they came from after redirects, and whether they are new.

    `fresh` is False where the server said that what was kept from last time still holds.
    """

    data: bytes
    address: str
    fresh: bool


class Fetcher(Protocol):
    """Brings what lies at an address."""

    def get(self, address: str, *, accept: str | None = None) -> Fetched:
        """Return the answer, asked for as media type `accept`. Raises SourceUnreadable, NotFound.

        Whoever asks twice may be made to wait: services set the pace.
        """


class NotFound(SourceUnreadable):
    """An address at which its server says there is nothing (404, 410)."""
