"""Changes to the library that the page and the API refuse, and the status each has over HTTP.

    ReportedError               (vectorstore.errors)
    └── ChangeRefused
        ├── ReadOnly            the owner lets nobody change the library from here
        ├── HeaderMissing       an upload that a page of another site could have sent
        ├── AdditionUnderWay    papers are being added at this moment
        ├── SourceRefused       no address of papers, or one that is nobody's business here
        ├── UploadTooLarge      more bytes or files than one addition may bring
        └── MarkRefused         tags or notes beyond their limits

What the library itself refuses (an unknown paper, a file that cannot be read) is its own error.
"""

from http import HTTPStatus
from typing import ClassVar

from vectorstore.errors import ReportedError


class ChangeRefused(ReportedError):
    """Anything about a change that is refused before the library is touched."""

    kind = "change-refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class ReadOnly(ChangeRefused):
    """A change where the setting `read_only` is on."""

    kind = "read-only"
    status = HTTPStatus.FORBIDDEN


class HeaderMissing(ChangeRefused):
    """An upload without the header that no other site's page can send."""

    kind = "header-missing"
    status = HTTPStatus.FORBIDDEN


class AdditionUnderWay(ChangeRefused):
    """A second addition, or a deletion, while papers are being added."""

    kind = "adding"
    status = HTTPStatus.CONFLICT


class SourceRefused(ChangeRefused):
    """Words that name no papers on a network, or an address that may not be asked from here."""

    kind = "source-refused"


class UploadTooLarge(ChangeRefused):
    """An upload beyond the limit."""

    kind = "upload-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class MarkRefused(ChangeRefused):
    """Tags or notes that are too many or too long."""

    kind = "mark-refused"
