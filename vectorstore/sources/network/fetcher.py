"""The port through which readers of addresses reach a network. Knows no library and no policy."""

from typing import Protocol

from vectorstore.errors import SourceUnreadable


class Fetcher(Protocol):
    """Brings what lies at an address."""

    def get(self, address: str, *, accept: str | None = None) -> bytes:
        """Return the answer, asked for as media type `accept`. Raises SourceUnreadable, NotFound.

        Whoever asks twice may be made to wait: services set the pace.
        """


class NotFound(SourceUnreadable):
    """An address at which its server says there is nothing (400, 404, 410)."""
