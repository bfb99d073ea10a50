"""The page inside a web archive: Chrome's "Web page, single file" (.mhtml), a mail of parts.

Only the first HTML part is read: pictures and frames come after it. Knows nothing of what is on
the page.
"""

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser

# RFC 2046 allows a boundary 70 characters.
_BOUNDARY = re.compile(r'boundary="?([^"\s;]{1,70})', re.IGNORECASE)
_MAX_HEADER_CHARS = 10_000
# The page comes first; a saved page of many pictures has some hundred parts.
_MAX_PARTS = 1_000


def is_web_archive(head: str) -> bool:
    """Say whether a text begins with the header of a mail whose parts belong together."""
    header = head[:_MAX_HEADER_CHARS].lower()
    return header.startswith(("from:", "mime-version:")) and "multipart/related" in header


def page_of_archive(text: str) -> str | None:
    """Return the first HTML part, decoded, bytes that are no UTF-8 as surrogates; None for none."""
    for part in _parts(text):
        header, _, body = part.lstrip("\n").partition("\n\n")
        if len(header) > _MAX_HEADER_CHARS:
            continue
        message = BytesHeaderParser().parsebytes(_encoded(f"{header}\n\n{body}"))
        if message.get_content_type() != "text/html":
            continue
        page = message.get_payload(decode=True)
        if isinstance(page, bytes):
            return page.decode("utf-8", "surrogateescape")
    return None


def _parts(text: str) -> Iterator[str]:
    """Yield what stands between boundaries, without what comes before the first."""
    text = text.replace("\r\n", "\n")
    boundary = _BOUNDARY.search(text[:_MAX_HEADER_CHARS])
    if boundary is None:
        return
    mark = f"\n--{boundary[1]}"
    at = text.find(mark)
    for _ in range(_MAX_PARTS):
        if at < 0:
            return
        start = at + len(mark)
        at = text.find(mark, start)
        yield text[start:] if at < 0 else text[start:at]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
