"""Where a redirect may lead: to no less encryption, and from the world into no private network.

The page fetches for whoever can reach it. Without the second rule an address in the world could
send it on to ports of the server itself, or to machines that only the server reaches.
"""

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

from vectorstore.errors import SourceUnreadable

_REMEDY = "If that address is meant, give it itself."


def redirected(address: str, location: str) -> str:
    """Return the address that an answer from `address` leads to. Raises SourceUnreadable.

    Looks the names of hosts up where they differ.
    """
    try:
        target = urljoin(address, location)
        old, new = urlsplit(address), urlsplit(target)
        old_host, new_host = old.hostname or "", new.hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        raise SourceUnreadable(
            f"{address} redirects to what is no address.", remedy="Check the address."
        ) from None
    if new.scheme not in {"http", "https"}:
        raise SourceUnreadable(
            f"{address} redirects to {new.scheme[:20]!r}, which is no http or https.",
            remedy="Check the address.",
        )
    if (old.scheme, new.scheme) == ("https", "http"):
        raise SourceUnreadable(
            f"{address} redirects to {new_host} without encryption.", remedy=_REMEDY
        )
    if new_host != old_host and is_private(new_host) and not is_private(old_host):
        raise SourceUnreadable(
            f"{address} redirects to {new_host}, which lies in a private network.", remedy=_REMEDY
        )
    return target


def is_private(host: str) -> bool:
    """Say whether a host lies on this machine or in a private network.

    One that cannot be looked up does not: a proxy may know it, whose network is not ours.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        addresses = {str(item[4][0]).partition("%")[0] for item in found}
        return not all(ipaddress.ip_address(each).is_global for each in addresses)
    except (OSError, ValueError):  # UnicodeError, of a host that is no name, is a ValueError
        return False
