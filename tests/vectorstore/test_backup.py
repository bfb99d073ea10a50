"""A backup is whole whoever uses the home meanwhile, and none is ever half there."""

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.backup import back_up
from vectorstore.errors import HomeInUse, LibraryMissing, StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library
from vectorstore.restore import restore
from vectorstore.writing import writing

WriteLines: TypeAlias = Callable[..., Path]


def record(n: int) -> dict[str, object]:
    """Return a record that differs from others by its number."""
    return {
        "id": f"2409.{n:05}",
        "title": f"Paper {n} on things",
        "abstract": f"We test number {n}. It works.",
    }


def found(library: Library) -> list[tuple[str, float]]:
    """Return what a search gives, to be compared."""
    return [(hit.paper.id, hit.score) for hit in library.search("number 7 works")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the place of a backup."""
    return tmp_path / "papers.zip"


@pytest.fixture
def filled(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, write_jsonl: WriteLines
) -> Path:
    """Return a home with thirty papers and notes beside them, closed."""
    with open_library(home, embedder, counter) as library:
        library.add(write_jsonl(*(record(n) for n in range(30))))
    (home / "refusal.json").write_text("{}", "utf-8")
    (home / "settings.toml").write_text('server_key = "secret"\n', "utf-8")
    return home


def test_a_home_in_use_is_backed_up_and_restored(
    filled: Path, file: Path, tmp_path: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """Papers and hits are the same; keys in the settings stay at home."""
    told: list[tuple[int, int | None]] = []
    with open_library(filled, embedder, counter) as library:
        report = back_up(filled, file, progress=lambda *step: told.append(step))
        before = found(library)
        papers = library.papers(0, 50)
    assert (report.papers, report.indexes, report.why) == (30, True, None)
    assert report.size_bytes == file.stat().st_size
    assert told
    again = tmp_path / "again"
    restored = restore(file, again)
    assert (restored.papers, restored.why) == (30, None)
    assert (again / "refusal.json").read_text("utf-8") == "{}"
    assert not (again / "settings.toml").exists()
    with open_library(again, embedder, counter) as library:
        assert found(library) == before
        assert library.papers(0, 50) == papers


SLOW_ADDITION = """
import sys, time
from pathlib import Path
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library

class Slow(HashedEmbedder):
    def embed_passages(self, texts):
        time.sleep(0.2)
        return super().embed_passages(texts)

with open_library(Path(sys.argv[1]), Slow(), WordCounter()) as library:
    print("open", flush=True)
    library.add(Path(sys.argv[2]))
"""


def test_a_backup_during_an_addition_opens(
    home: Path,
    tmp_path: Path,
    embedder: HashedEmbedder,
    counter: WordCounter,
    write_jsonl: WriteLines,
) -> None:
    """Its papers are the first ones of the whole; if it has the indexes, they fit."""
    papers = write_jsonl(*(record(n) for n in range(1_500)))
    whole = [f"arxiv:2409.{n:05}" for n in range(1_500)]
    command = [sys.executable, "-c", SLOW_ADDITION, str(home), str(papers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as addition:  # noqa: S603 (our own)
        assert addition.stdout is not None
        assert addition.stdout.readline() == b"open\n"
        for attempt in range(3):
            time.sleep(random.random())  # noqa: S311 (a moment)
            back_up(home, tmp_path / f"{attempt}.zip")
        assert addition.poll() is None
        addition.kill()
    for attempt in range(3):
        again = tmp_path / f"home-{attempt}"
        restored = restore(tmp_path / f"{attempt}.zip", again)
        renew = restored.why is not None
        with open_library(again, embedder, counter, renew=renew) as library:
            assert [paper.id for paper in library.papers(0, 2_000)] == whole[: restored.papers]
            library.add(papers)
            assert (library.count(), library.pending()) == (1_500, 0)
        with open_library(again, embedder, counter) as library:
            assert library.search("number 1499", 1)[0].paper.id == whole[-1]


def test_readers_do_not_keep_the_indexes_from_a_backup(
    filled: Path, file: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """Searches go on while it is made."""
    stop = threading.Event()
    searches = 0
    with open_library(filled, embedder, counter) as library:

        def read() -> None:
            nonlocal searches
            while not stop.is_set():
                assert found(library)
                searches += 1

        reader = threading.Thread(target=read)
        reader.start()
        try:
            assert back_up(filled, file).indexes
        finally:
            stop.set()
            reader.join()
    assert searches


def test_indexes_that_are_written_to_all_the_time_are_left_out(
    filled: Path, file: Path, tmp_path: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """The papers are safe all the same, and the indexes can be made of them."""
    with writing(filled):
        report = back_up(filled, file, wait_s=0)
    assert (report.papers, report.indexes) == (30, False)
    assert report.why == "they are being written to"
    again = tmp_path / "again"
    assert restore(file, again).why == "The backup holds no indexes."
    with open_library(again, embedder, counter, renew=True) as library:
        assert library.finish_pending() == 30
        assert found(library)


def test_indexes_that_never_rest_are_left_out(filled: Path, file: Path) -> None:
    """Chroma writes behind its readers: what moved while it was copied is not believed."""
    stop = threading.Event()

    def disturb() -> None:
        n = 0
        while not stop.wait(0.001):
            n += 1
            (filled / "tantivy" / "moving").write_text("x" * (n % 100), "utf-8")

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        report = back_up(filled, file)
    finally:
        stop.set()
        thread.join()
    assert (report.papers, report.indexes) == (30, False)
    assert report.why == "they do not come to rest"


def test_vectors_on_a_server_are_not_in_it(filled: Path, file: Path, tmp_path: Path) -> None:
    """What a home still has of older ones is not copied."""
    report = back_up(filled, file, remote_vectors=True)
    assert report.why == "a server keeps the vectors"
    restore(file, tmp_path / "again")
    assert not (tmp_path / "again" / "chroma").exists()


def test_a_file_is_replaced_only_if_that_is_wanted(filled: Path, file: Path) -> None:
    """And never by a backup that fails."""
    file.write_text("precious", "utf-8")
    with pytest.raises(StorageFailed, match="exists already") as caught:
        back_up(filled, file)
    assert "--force" in caught.value.remedy
    shutil.copyfile(filled / "catalogue.sqlite3", filled / "kept")
    (filled / "catalogue.sqlite3").write_bytes(b"no database " * 1_000)
    with pytest.raises(StorageFailed, match="cannot be copied"):
        back_up(filled, file, replace=True)
    assert file.read_text("utf-8") == "precious"
    shutil.copyfile(filled / "kept", filled / "catalogue.sqlite3")
    back_up(filled, file, replace=True)
    assert file.read_bytes().startswith(b"PK")
    assert not list(file.parent.glob("*.part"))


def test_what_cannot_be_backed_up_is_told(filled: Path, file: Path, tmp_path: Path) -> None:
    """No home, no folder, a folder in the place of the file."""
    with pytest.raises(LibraryMissing, match="nowhere"):
        back_up(tmp_path / "nowhere", file)
    with pytest.raises(StorageFailed, match="There is no folder"):
        back_up(filled, tmp_path / "nowhere" / "papers.zip")
    with pytest.raises(StorageFailed, match="exists already"):
        back_up(filled, tmp_path, replace=True)


STOPPED_HALFWAY = """
import sys, time
from pathlib import Path
from vectorstore.backup import back_up

def tell(done, total):
    if done == total // 2:
        print("halfway", flush=True)
        time.sleep(60)

back_up(Path(sys.argv[1]), Path(sys.argv[2]), progress=tell)
"""


def test_a_killed_backup_leaves_no_half_file(filled: Path, file: Path) -> None:
    """Nor does it hinder the next; two at once to one file are refused."""
    command = [sys.executable, "-c", STOPPED_HALFWAY, str(filled), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as killed:  # noqa: S603 (our own)
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"halfway\n"
        with pytest.raises(HomeInUse, match="Another backup"):
            back_up(filled, file)
        killed.kill()
        assert killed.wait() == -signal.SIGKILL
    assert not file.exists()
    assert back_up(filled, file).indexes
    assert not list(file.parent.glob("*.part"))


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from vectorstore.backup import back_up
from vectorstore.errors import StorageFailed

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    back_up(Path(sys.argv[1]), Path(sys.argv[2]))
except StorageFailed as error:
    print(error)
"""


def test_a_full_disk_is_told(filled: Path, file: Path) -> None:
    """And nothing is left behind."""
    command = [sys.executable, "-c", ON_A_FULL_DISK, str(filled), str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert "space on the disk" in ran.stdout
    assert [path for path in file.parent.iterdir() if path.name.startswith(file.name)] == []
