"""The polite way to a network: paced, patient with busy servers, and quick to say there is none.

Only this file of the store imports httpx; its exceptions end here. Proxies and certificates come
from the environment, as httpx reads it. Knows neither papers nor the services that list them.
"""

import random
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import TracebackType

import httpx

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.network.cache import AnswerCache, Kept
from vectorstore.sources.network.fetcher import NotFound
from vectorstore.sources.network.manners import Manners, is_busy, retry_after_s
from vectorstore.sources.network.pace import Clock, Pace, WallClock
from vectorstore.sources.network.redirects import redirected

_DOWNLOAD = (
    "Download it on a machine that reaches it and give the file; where a network needs a proxy, "
    "HTTPS_PROXY names it."
)
# 400 is arXiv's and Hugging Face's word for a number, a category or a day that there is not.
_NOTHING = frozenset({400, 404, 410})
_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
_MANNERS = Manners()
_CLOCK = WallClock()


@dataclass(frozen=True, slots=True)
class _Later:
    """A failure that may pass: what happened, and how long the server asked to be left alone."""

    reason: str
    asked_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Moved:
    """An answer that names another address."""

    address: str


class PoliteClient(AbstractContextManager["PoliteClient"]):
    """A Fetcher over HTTP; one request at a time. Opens nothing before the first request.

    `folder` keeps answers and the times of requests, None keeps neither.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        manners: Manners = _MANNERS,
        clock: Clock = _CLOCK,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._manners = manners
        self._clock = clock
        self._chance = chance
        self._cache = None if folder is None else AnswerCache(folder)
        self._pace = Pace(manners, clock, None if folder is None else folder / "pace.json")
        self._turn = threading.Lock()
        self._opened: httpx.Client | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open connections."""
        with self._turn:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def get(self, address: str, *, accept: str | None = None) -> bytes:
        """Return what lies at an http or https address. Raises SourceUnreadable, NotFound."""
        with self._turn:
            deadline_s = self._clock.now_s() + self._manners.deadline_s
            here = _checked(address)
            for _ in range(self._manners.most_redirects + 1):
                answer = self._ask(here, accept, deadline_s)
                if isinstance(answer, bytes):
                    return answer
                here = _checked(redirected(str(here), answer.address))
        raise SourceUnreadable(
            f"{address} redirects more than {self._manners.most_redirects} times.",
            remedy=_DOWNLOAD,
        )

    def _ask(self, url: httpx.URL, accept: str | None, deadline_s: float) -> bytes | _Moved:
        """Ask one address until it answers, as often and as long as manners and deadline allow."""
        for attempt in count(1):
            self._pace.wait(url.host)
            answer = self._attempt(url, accept, deadline_s)
            if not isinstance(answer, _Later):
                return answer
            wait_s = self._manners.wait_s(attempt, answer.asked_s, self._chance())
            if answer.asked_s is not None and wait_s > self._manners.longest_wait_s:
                raise SourceUnreadable(
                    f"{url} {answer.reason} and asks to be left alone for {wait_s:,.0f} s.",
                    remedy="Try again after that.",
                )
            if attempt >= self._manners.tries or self._clock.now_s() + wait_s > deadline_s:
                raise SourceUnreadable(
                    f"{url} {answer.reason}, {attempt} times in a row.",
                    remedy="Try again in some minutes.",
                )
            self._clock.sleep(wait_s)
        raise AssertionError("count() never ends")

    def _attempt(
        self, url: httpx.URL, accept: str | None, deadline_s: float
    ) -> bytes | _Moved | _Later:
        kept = None if self._cache is None else self._cache.find(str(url), accept)
        headers = {} if accept is None else {"Accept": accept}
        try:
            with self._client().stream(
                "GET", url, headers={**headers, **(kept.conditions if kept else {})}
            ) as response:
                return self._read(response, kept, accept, deadline_s)
        except (httpx.ReadTimeout, httpx.WriteTimeout):
            return _Later(f"did not answer within {self._manners.read_timeout_s:g} s")
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            return _Later("broke off the connection")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if isinstance(error, _UNREACHED):
                self._pace.forget(url.host)  # nobody was asked: the next try need not wait
            raise SourceUnreadable(
                f"{url} cannot be reached: {_reason(error)}.", remedy=_DOWNLOAD
            ) from error

    def _read(
        self, response: httpx.Response, kept: Kept | None, accept: str | None, deadline_s: float
    ) -> bytes | _Moved | _Later:
        url, status = response.url, response.status_code
        if response.has_redirect_location:
            return _Moved(response.headers["location"])
        if status == httpx.codes.NOT_MODIFIED and kept is not None:
            return kept.data
        if is_busy(status):
            asked_s = retry_after_s(response.headers.get("retry-after"), self._clock.now_s())
            return _Later(f"is busy (it answered {status})", asked_s)
        if status in _NOTHING:
            raise NotFound(f"There is nothing at {url} ({status}).", remedy="Check the address.")
        if status != httpx.codes.OK:
            raise SourceUnreadable(f"{url} answered {status}.", remedy=_DOWNLOAD)
        data = self._body(response, deadline_s)
        if self._cache is not None:
            self._cache.keep(str(url), accept, response.headers, data)
        return data

    def _body(self, response: httpx.Response, deadline_s: float) -> bytes:
        """Return the body, unpacked; no more of it than the limit is ever held."""
        limit = self._manners.limit_bytes
        data = bytearray()
        for piece in response.iter_bytes():
            data += piece
            if len(data) > limit:
                raise SourceUnreadable(
                    f"{response.url} is larger than {limit / 1e6:,.0f} MB.", remedy=_DOWNLOAD
                )
            if self._clock.now_s() > deadline_s:
                raise SourceUnreadable(
                    f"{response.url} takes longer than {self._manners.deadline_s:,.0f} s.",
                    remedy=_DOWNLOAD,
                )
        return bytes(data)

    def _client(self) -> httpx.Client:
        """Return the client, made on first use: its certificates take 40 ms to read."""
        if self._opened is None:
            timeout = httpx.Timeout(
                self._manners.read_timeout_s, connect=self._manners.connect_timeout_s
            )
            agent = f"paperbot/{version('paperbot')} (a personal library of papers)"
            try:
                self._opened = httpx.Client(
                    timeout=timeout, headers={"User-Agent": agent}, follow_redirects=False
                )
            except (ImportError, ValueError) as error:  # a SOCKS proxy; a proxy that is none
                raise SourceUnreadable(
                    f"The proxy that the environment names cannot be used: {error}",
                    remedy="Set HTTPS_PROXY to an address such as http://proxy.example:3128.",
                ) from error
        return self._opened


def _checked(address: str) -> httpx.URL:
    """Return the parts of an address that may be asked. Raises SourceUnreadable."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError):
        raise SourceUnreadable(f"{address[:200]!r} is no address.", remedy="Check it.") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise SourceUnreadable(
            f"{address[:200]!r} is no http or https address.", remedy="Check it."
        )
    if url.userinfo:  # it would be kept with every paper as the place it came from
        raise SourceUnreadable(
            f"An address at {url.host} holds a name or password.",
            remedy="Download it yourself and give the file.",
        )
    return url.copy_with(fragment=None)


def _reason(error: Exception) -> str:
    """Return what stood in the way, from the first cause that tells."""
    cause: BaseException | None = error
    while cause is not None:
        words = _told(cause)
        if words is not None:
            return words
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__


def _told(cause: BaseException) -> str | None:
    match cause:
        case httpx.ConnectTimeout():
            return "nobody answers there"
        case httpx.ProxyError():
            return f"the proxy refuses it ({cause})"
        case socket.gaierror():
            return "this machine has no network, or the name does not exist"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted here ({cause.verify_message})"
        case OSError(strerror=str(words)):  # "Connection refused", "Network is unreachable"
            return words[:1].lower() + words[1:]
    return None
