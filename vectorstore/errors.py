"""What can go wrong in the library, said so that a person can act on it.

    ReportedError               root: anything worth telling a person in one line and a remedy
    └── LibraryError
        ├── SourceUnreadable    the file cannot be opened, decoded or recognised
        ├── LibraryMissing      the folder named holds no library
        ├── PaperUnknown        no paper with this id
        ├── IndexOutOfDate      Chroma or tantivy does not match the catalogue
        ├── HomeInUse           another process owns this library
        └── StorageFailed       disk full, permissions, a damaged catalogue

`bot.errors` hangs its own branches on the same root. A surface (command line, page, HTTP) catches
`ReportedError` and nothing else; a `kind` is stable and safe to match on, a message is not.
"""

from typing import ClassVar


class ReportedError(Exception):
    """An error with a message (what, and which thing) and a remedy (what to do about it)."""

    kind: ClassVar[str] = "error"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


class LibraryError(ReportedError):
    """Anything the store refuses or fails to do."""

    kind = "library"


class SourceUnreadable(LibraryError):
    """A source that cannot be opened, decoded, or recognised as a list of papers."""

    kind = "source-unreadable"


class LibraryMissing(LibraryError):
    """A folder that holds no library."""

    kind = "library-missing"


class PaperUnknown(LibraryError):
    """A paper id that the catalogue does not hold."""

    kind = "paper-unknown"


class IndexOutOfDate(LibraryError):
    """A derived index (Chroma, tantivy) that does not match the catalogue."""

    kind = "index-out-of-date"


class HomeInUse(LibraryError):
    """A home that another process owns at this moment."""

    kind = "home-in-use"


class StorageFailed(LibraryError):
    """The disk, its permissions, or the catalogue file itself."""

    kind = "storage-failed"
