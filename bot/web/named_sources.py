"""What a reader types to have papers fetched, checked: never a path, never a private address.

The server fetches for whoever can reach the page, and it may reach what they cannot: its own disk,
its own ports, the network around it. Fetches nothing; looks host names up.
"""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

from bot.web.curation import Source
from bot.web.refusals import SourceRefused
from vectorstore.errors import SourceUnreadable
from vectorstore.sources.network.addresses import WebFile, parse_source

_FORMS = "2409.13740, arxiv:cs.CL, doi:10.1145/3442188.3445922, hf:daily, or a link"
SOURCE_CHARACTERS_MOST = 2_000


def named_source(words: str) -> Source:
    """Return what words name on a network. Raises SourceRefused."""
    words = words.strip()
    if not words or len(words) > SOURCE_CHARACTERS_MOST or not words.isprintable():
        raise SourceRefused("That names no papers.", remedy=f"Give one like {_FORMS}.")
    try:
        found = parse_source(words)
    except SourceUnreadable as error:
        raise SourceRefused(error.message, remedy=error.remedy) from error
    if found is None:
        raise SourceRefused(
            f"“{words}” names no papers on a network; paths on the server are not read.",
            remedy=f"Give one like {_FORMS}, or upload the file.",
        )
    if isinstance(found, WebFile):
        _check_public(found.address)
    # Its form with a scheme: "2409.13740" could also be a folder where the server was started.
    name = str(found)
    if os.path.lexists(name):
        raise SourceRefused(
            f"“{words}” is a file on the server, and those are not read.",
            remedy="On that machine, `paperbot add` reads it.",
        )
    return Source(name, label=name)


def _check_public(address: str) -> None:
    """Refuse what lies on the server or in a private network. Raises SourceRefused.

    A name that cannot be looked up is left to whoever fetches, who may do so through a proxy.
    """
    try:
        host = urlsplit(address).hostname or ""
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        hosts = {str(item[4][0]).partition("%")[0] for item in found}
    except socket.gaierror:
        return
    except ValueError as error:  # UnicodeError, of a host that is no name, is one too
        raise SourceRefused(f"“{address}” is no address.", remedy="Check it.") from error
    if not all(ipaddress.ip_address(each).is_global for each in hosts):
        raise SourceRefused(
            f"{host} is this server itself or in its private network.",
            remedy="Download it and upload the file.",
        )
