"""Which addresses of a paper may be followed from the page, and how they are shown.

Addresses come from papers and are not trusted: only http and https, never a user name (which can
dress one host up as another), and the host that will really be asked is always part of the label.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from vectorstore.records import Paper

HOST = re.compile(r"[a-z0-9.-]+")  # after IDNA; a backslash or a bracket means different hosts
LABEL_LIMIT = 44  # characters; a longer path is cut, the host never is


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be followed, its host, and the words to show for it."""

    url: str
    host: str
    label: str


def safe_link(url: str) -> Link | None:
    """Return the link for an address, None if it must not be followed."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError, from a host that IDNA refuses, is one too
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not HOST.fullmatch(host):
        return None
    path = parts.path.rstrip("/")
    room = max(0, LABEL_LIMIT - len(host))
    label = host + (path if len(path) <= room else f"{path[:room]}…")
    return Link(url=url, host=host, label=label)


def paper_links(paper: Paper) -> tuple[Link, ...]:
    """Return the links of a paper, its own address first, each once."""
    urls = dict.fromkeys(url for url in (paper.url, *paper.links) if url)
    return tuple(link for url in urls if (link := safe_link(url)) is not None)
