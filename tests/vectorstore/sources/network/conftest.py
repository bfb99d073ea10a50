"""What tests of the network share: a server on this machine, and a clock that nobody waits for."""

import os
from collections.abc import Iterator

import pytest

from tests.fakes.paper_server import PaperServer, paper_server
from tests.fakes.still_clock import StillClock


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the proxies of whoever runs the tests: they do not lead to this machine."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[PaperServer]:
    """Serve what a test tells it to."""
    with paper_server() as served:
        yield served


@pytest.fixture
def clock() -> StillClock:
    """Return a clock that stands still."""
    return StillClock()
