"""The client is polite to servers, patient with busy ones, and says plainly what is wrong."""

import gzip
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.fakes.paper_server import PaperServer, Reply
from tests.fakes.still_clock import StillClock
from vectorstore.errors import SourceUnreadable
from vectorstore.sources.network.client import PoliteClient
from vectorstore.sources.network.fetcher import NotFound
from vectorstore.sources.network.manners import Manners

MANNERS = Manners(gap_s=3.0)
TAGGED = {"ETag": '"one"'}
DATED = {"Last-Modified": "Wed, 19 Aug 2026 07:00:00 GMT"}


@pytest.fixture
def client(clock: StillClock, tmp_path: Path) -> Iterator[PoliteClient]:
    """Return a client that keeps answers, and never adds to a wait by chance."""
    with PoliteClient(tmp_path / "kept", manners=MANNERS, clock=clock, chance=lambda: 0.0) as made:
        yield made


def test_an_answer_comes_back_as_its_bytes(server: PaperServer, client: PoliteClient) -> None:
    """The client names itself, asks for the type wanted, and unpacks what comes compressed."""
    body = gzip.compress("Zeiger — überall".encode())
    address = server.answers("/feed?a=1", Reply(body, headers={"Content-Encoding": "gzip"}))
    assert client.get(f"{address}#part", accept="text/x").decode() == "Zeiger — überall"
    (asked,) = server.asked
    assert asked.path == "/feed?a=1"
    assert asked.headers["accept"] == "text/x"
    assert asked.headers["user-agent"].startswith("paperbot/")


@pytest.mark.parametrize("headers", [TAGGED, DATED, TAGGED | DATED])
def test_what_has_not_changed_is_not_sent_again(
    server: PaperServer, client: PoliteClient, headers: dict[str, str]
) -> None:
    """The second request is conditional, and its 304 stands for the answer kept."""
    address = server.answers("/feed", Reply("first", headers=headers), Reply("new", headers=TAGGED))
    assert client.get(address) == b"first"
    server.answers("/feed", Reply("not sent", headers=headers))
    assert client.get(address) == b"first"
    assert not {"if-none-match", "if-modified-since"}.isdisjoint(server.asked[1].headers)
    server.answers("/feed", Reply("new", headers={"ETag": '"two"'}))
    assert client.get(address) == b"new"


def test_an_answer_kept_is_found_by_the_next_process(
    server: PaperServer, client: PoliteClient, clock: StillClock, tmp_path: Path
) -> None:
    """Another client with the same folder sends the condition; one without a folder does not."""
    address = server.answers("/feed", Reply("first", headers=TAGGED))
    client.get(address)
    for folder in (tmp_path / "kept", None):
        with PoliteClient(folder, manners=MANNERS, clock=clock) as other:
            assert other.get(address) == b"first"
    assert ["if-none-match" in asked.headers for asked in server.asked] == [False, True, False]


@pytest.mark.parametrize("harm", [b"", b"{}\nfirst", b"\xff\n", b"[1]\n2"])
def test_a_damaged_file_is_asked_for_anew(
    server: PaperServer, client: PoliteClient, tmp_path: Path, harm: bytes
) -> None:
    """What was cut off or is not ours counts as never kept."""
    address = server.answers("/feed", Reply("first", headers=TAGGED))
    client.get(address)
    (kept,) = (tmp_path / "kept").glob("*.answer")
    kept.write_bytes(harm)
    assert client.get(address) == b"first"
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.parametrize("headers", [{}, TAGGED | {"Cache-Control": "private, no-store"}])
def test_what_may_not_or_cannot_be_asked_about_is_not_kept(
    server: PaperServer, client: PoliteClient, tmp_path: Path, headers: dict[str, str]
) -> None:
    """An answer without a mark, or one its server forbids to store, leaves no file."""
    client.get(server.answers("/feed", Reply("first", headers=headers)))
    assert not list((tmp_path / "kept").glob("*.answer"))


def test_a_folder_that_cannot_be_written_is_no_error(
    server: PaperServer, clock: StillClock, tmp_path: Path
) -> None:
    """The answer is in hand all the same."""
    (tmp_path / "file").write_text("no folder", "utf-8")
    address = server.answers("/feed", Reply("first", headers=TAGGED))
    with PoliteClient(tmp_path / "file" / "kept", clock=clock) as client:
        assert client.get(address) == b"first"


def test_the_gap_between_requests_to_a_host_is_kept(
    server: PaperServer, client: PoliteClient, clock: StillClock
) -> None:
    """Only what is left of the gap is waited for."""
    address = server.answers("/feed", Reply("first"))
    client.get(address)
    assert clock.slept == []
    clock.at_s += 1.0
    client.get(address)
    assert clock.slept == [pytest.approx(2.0)]


def test_the_gap_holds_across_processes(
    server: PaperServer, client: PoliteClient, clock: StillClock, tmp_path: Path
) -> None:
    """A loop in a shell is held back too; a folder of its own knows of no earlier request."""
    address = server.answers("/feed", Reply("first"))
    client.get(address)
    with PoliteClient(tmp_path / "kept", manners=MANNERS, clock=clock) as other:
        other.get(address)
    assert clock.slept == [pytest.approx(3.0)]
    with PoliteClient(tmp_path / "elsewhere", manners=MANNERS, clock=clock) as other:
        other.get(address)
    assert len(clock.slept) == 1


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    server: PaperServer, client: PoliteClient, clock: StillClock
) -> None:
    """429 with Retry-After in seconds, then as a date, then the answer."""
    later = {"Retry-After": formatdate(clock.at_s + 30, usegmt=True)}
    address = server.answers(
        "/feed", Reply("", 429, {"Retry-After": "7"}), Reply("", 503, later), Reply("first")
    )
    assert client.get(address) == b"first"
    assert clock.slept == [7.0, pytest.approx(23.0)]


def test_a_server_that_fails_is_asked_again_after_growing_waits(
    server: PaperServer, client: PoliteClient, clock: StillClock
) -> None:
    """Twice as long each time, and never before the gap has passed."""
    address = server.answers("/feed", Reply("", 503), Reply("", 502), Reply("first"))
    assert client.get(address) == b"first"
    assert clock.slept == [2.0, pytest.approx(1.0), 4.0]


def test_a_connection_that_breaks_off_is_tried_again(
    server: PaperServer, client: PoliteClient
) -> None:
    """The second answer counts."""
    address = server.answers("/feed", Reply(status=0), Reply("first"))
    assert client.get(address) == b"first"


def test_a_server_that_stays_busy_is_given_up(server: PaperServer, client: PoliteClient) -> None:
    """After four tries the reader is told."""
    address = server.answers("/feed", Reply("", 503))
    with pytest.raises(SourceUnreadable, match=r"is busy \(it answered 503\), 4 times in a row"):
        client.get(address)
    assert len(server.asked) == 4


def test_a_server_that_asks_for_an_hour_is_not_waited_for(
    server: PaperServer, client: PoliteClient, clock: StillClock
) -> None:
    """The reader is told how long, at once."""
    address = server.answers("/feed", Reply("", 429, {"Retry-After": "3600"}))
    with pytest.raises(SourceUnreadable, match="left alone for 3,600 s"):
        client.get(address)
    assert clock.slept == []


@pytest.mark.parametrize("status", [400, 404, 410])
def test_an_address_with_nothing_is_told_apart(
    server: PaperServer, client: PoliteClient, status: int
) -> None:
    """It is asked once, and whoever asked can say it in better words."""
    with pytest.raises(NotFound, match=rf"nothing at .*/gone \({status}\)"):
        client.get(server.answers("/gone", Reply("", status)))
    assert len(server.asked) == 1


def test_another_refusal_is_told_with_its_number(server: PaperServer, client: PoliteClient) -> None:
    """403 is neither busy nor gone."""
    with pytest.raises(SourceUnreadable, match="answered 403"):
        client.get(server.answers("/closed", Reply("", 403)))


def test_redirects_are_followed(server: PaperServer, client: PoliteClient) -> None:
    """Relative and absolute ones, as doi.org sends them."""
    server.answers("/b", Reply("", 303, {"Location": f"{server.address}/c"}))
    server.answers("/c", Reply("there"))
    assert client.get(server.answers("/a", Reply("", 302, {"Location": "b"}))) == b"there"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/hosts", "'file', which is no http"),
        ("ftp://papers.example/x", "'ftp', which is no http"),
        ("http://[1/", "no address"),
        ("http://reader:secret@papers.example/", "holds a name or password"),
        ("/a", "more than 6 times"),
    ],
)
def test_a_redirect_out_of_bounds_is_refused(
    server: PaperServer, client: PoliteClient, location: str, why: str
) -> None:
    """To another scheme, to no address, with a password, in circles."""
    with pytest.raises(SourceUnreadable, match=why):
        client.get(server.answers("/a", Reply("", 302, {"Location": location})))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(bytes(3_000_000)),
        Reply(gzip.compress(bytes(3_000_000)), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["plain", "packed"],
)
def test_no_more_than_the_limit_is_ever_held(
    server: PaperServer, clock: StillClock, reply: Reply
) -> None:
    """Counted unpacked, so that a bomb is cut off as well."""
    address = server.answers("/big", reply)
    manners = replace(MANNERS, limit_bytes=2_000_000)
    with (
        PoliteClient(None, manners=manners, clock=clock) as client,
        pytest.raises(SourceUnreadable, match="larger than 2 MB"),
    ):
        client.get(address)


def test_an_answer_in_drops_is_given_up(
    server: PaperServer, client: PoliteClient, clock: StillClock
) -> None:
    """Each drop is in time, and all of them together take too long."""
    clock.look_s = 200.0
    with pytest.raises(SourceUnreadable, match="takes longer than 300 s"):
        client.get(server.answers("/slow", Reply(bytes(1_000))))


def test_a_server_that_never_answers_is_given_up(clock: StillClock) -> None:
    """Its silence is waited for as often as a busy server is."""
    manners = replace(MANNERS, read_timeout_s=0.05, tries=2)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        PoliteClient(None, manners=manners, clock=clock) as client,
        pytest.raises(SourceUnreadable, match=r"not answer within 0\.05 s, 2 times in a row"),
    ):
        client.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_where_nobody_listens_the_reader_is_told_at_once(clock: StillClock, tmp_path: Path) -> None:
    """No second try, and no gap before the next address: nobody was asked."""
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    with PoliteClient(tmp_path, manners=MANNERS, clock=clock) as client:
        for _ in range(2):
            with pytest.raises(SourceUnreadable, match="cannot be reached: connection refused"):
                client.get(address)
    assert clock.slept == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hosts", "http://", "http://[1/", "http://reader:secret@papers.example/", "x y"],
)
def test_what_is_no_address_of_the_web_is_refused(client: PoliteClient, address: str) -> None:
    """And a password is not repeated in the refusal."""
    with pytest.raises(SourceUnreadable) as refused:
        client.get(address)
    assert "secret" not in str(refused.value)


def test_a_proxy_that_cannot_be_used_is_named(
    clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment's, as the libraries read it."""
    monkeypatch.setenv("HTTP_PROXY", "carrier-pigeon://loft.example")
    with (
        PoliteClient(None, clock=clock) as client,
        pytest.raises(SourceUnreadable, match="proxy that the environment names"),
    ):
        client.get("http://papers.example/")


ADDING = """
import sys
from pathlib import Path
from vectorstore.sources.detect import read_source
from vectorstore.sources.network.client import PoliteClient
from vectorstore.sources.network.papers import NetworkPapers
asked = []
sys.addaudithook(lambda event, _: asked.append(event) if event.startswith("socket.") else None)
with PoliteClient(Path(sys.argv[2])) as client:
    (draft,) = read_source(sys.argv[1], fetcher=NetworkPapers(client))
print(draft.title, asked, Path(sys.argv[2]).exists())
"""


def test_nothing_is_contacted_when_files_are_added(tmp_path: Path) -> None:
    """A client at hand opens no socket, looks no name up and makes no folder until it is asked."""
    file = tmp_path / "papers.jsonl"
    file.write_text('{"title": "Trees", "abstract": "They grow."}\n', "utf-8")
    done = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", ADDING, str(file), str(tmp_path / "kept")],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("Trees [] False\n", "")
