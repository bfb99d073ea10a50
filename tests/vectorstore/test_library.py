"""A library opens whatever happened to it, or says what to do."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.errors import IndexOutOfDate, LibraryError, PaperUnknown, StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library

WriteLines: TypeAlias = Callable[..., Path]


def record(n: int) -> dict[str, object]:
    """Return a record that differs from others by its number."""
    return {
        "id": f"2409.{n:05}",
        "title": f"Paper {n} on things",
        "abstract": f"We test number {n}. It works.",
    }


@pytest.fixture
def filled(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, write_jsonl: WriteLines
) -> Path:
    """Return a home with three papers, closed."""
    with open_library(home, embedder, counter) as library:
        library.add(write_jsonl(*(record(n) for n in range(3))))
    return home


def test_a_library_is_there_again_when_opened(
    filled: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """Papers, sentences and both searches survive closing, in one process."""
    with open_library(filled, embedder, counter) as library:
        assert library.count() == 3
        assert [paper.id for paper in library.papers(1, 5)] == [
            "arxiv:2409.00001",
            "arxiv:2409.00002",
        ]
        assert library.get("arxiv:2409.00001").title == "Paper 1 on things"
        assert [s.text for s in library.sentences("arxiv:2409.00001")] == [
            "We test number 1.",
            "It works.",
        ]
        assert library.search("number 2", 1)[0].paper.id == "arxiv:2409.00002"
        with pytest.raises(PaperUnknown):
            library.get("arxiv:9999.99999")


def test_a_passing_folder_is_no_part_of_an_origin(
    library: Library, write_jsonl: WriteLines
) -> None:
    """An upload is remembered by its name, wherever it was kept meanwhile."""
    path = write_jsonl(record(1), "{", name="refs.jsonl")
    report = library.add(path, without=f"{path.parent}{os.sep}")
    assert [rejection.source for rejection in report.rejected] == ["refs.jsonl"]
    assert [origin.place for origin in library.record(report.ids[0]).origins] == ["refs.jsonl"]


@pytest.mark.parametrize("query", ["alpha", r"$\alpha$", "\N{GREEK SMALL LETTER ALPHA}"])
@pytest.mark.parametrize("said", ["alpha", r"$\alpha$", "\N{GREEK SMALL LETTER ALPHA}"])
def test_a_letter_is_found_by_sign_name_and_command(
    home: Path,
    embedder: HashedEmbedder,
    counter: WordCounter,
    write_jsonl: WriteLines,
    *,
    query: str,
    said: str,
) -> None:
    """However the paper and the question write it."""
    paper = record(7) | {"abstract": f"We test the {said}-divergence. It works."}
    with open_library(home, embedder, counter) as library:
        library.add(write_jsonl(*(record(n) for n in range(3)), paper))
        assert library.search(query, 1)[0].paper.id == "arxiv:2409.00007"


@pytest.mark.parametrize("lost", ["chroma", "tantivy"])
def test_a_lost_index_is_noticed_and_rebuilt(
    filled: Path, embedder: HashedEmbedder, counter: WordCounter, lost: str
) -> None:
    """Opening names the remedy, and the remedy works without any source."""
    shutil.rmtree(filled / lost)
    with (
        pytest.raises(IndexOutOfDate) as caught,
        open_library(filled, embedder, counter),
    ):
        pass
    assert "paperbot reindex" in caught.value.remedy
    with open_library(filled, embedder, counter, renew=True) as library:
        assert library.finish_pending() == 3
    with open_library(filled, embedder, counter) as library:
        assert len(library.search("number 2")) == 3


def test_another_embedder_needs_a_new_index(filled: Path, counter: WordCounter) -> None:
    """Vectors of two models are never mixed."""
    other = HashedEmbedder("hashed-words-128", 128)
    with (
        pytest.raises(IndexOutOfDate, match="hashed-words-256, now hashed-words-128"),
        open_library(filled, other, counter),
    ):
        pass
    with open_library(filled, other, counter, renew=True) as library:
        library.finish_pending()
        assert library.search("number 2", 1)[0].paper.id == "arxiv:2409.00002"


def test_an_index_of_another_catalogue_is_noticed(
    filled: Path,
    tmp_path: Path,
    embedder: HashedEmbedder,
    counter: WordCounter,
    write_jsonl: WriteLines,
) -> None:
    """A folder copied from elsewhere does not pass, nor one with entries missing."""
    other = tmp_path / "other"
    with open_library(other, embedder, counter) as library:
        library.add(write_jsonl(*(record(n) for n in range(3))))
    shutil.rmtree(filled / "tantivy")
    shutil.copytree(other / "tantivy", filled / "tantivy")
    with (
        pytest.raises(IndexOutOfDate, match="another state"),
        open_library(filled, embedder, counter),
    ):
        pass


def test_an_older_copy_of_an_index_is_noticed(
    filled: Path,
    tmp_path: Path,
    embedder: HashedEmbedder,
    counter: WordCounter,
    write_jsonl: WriteLines,
) -> None:
    """An index that lacks papers is told by its count."""
    shutil.copytree(filled / "tantivy", tmp_path / "older")
    with open_library(filled, embedder, counter) as library:
        library.add(write_jsonl(record(3)))
    shutil.rmtree(filled / "tantivy")
    shutil.copytree(tmp_path / "older", filled / "tantivy")
    with (
        pytest.raises(IndexOutOfDate, match="holds 3 entries, not 4"),
        open_library(filled, embedder, counter),
    ):
        pass


def test_a_renewed_library_is_usable_when_all_is_indexed(
    filled: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """Searches work again, and told progress reaches the end."""
    told: list[tuple[int, int | None]] = []
    with open_library(filled, embedder, counter, renew=True) as library:
        library.finish_pending(lambda done, total: told.append((done, total)))
        assert len(library.search("number 2")) == 3
    assert told == [(3, 3)]


def test_a_damaged_catalogue_is_reported(
    filled: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """The lock is free again afterwards."""
    (filled / "catalogue.sqlite3").write_bytes(b"no database " * 1_000)
    for _ in range(2):
        with (
            pytest.raises(StorageFailed, match="not a database"),
            open_library(filled, embedder, counter),
        ):
            pass


STOPPED_HALFWAY = """
import sys, time
from pathlib import Path
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library

def tell(done, total):
    if (done, total) == (64, 150):
        print("halfway", flush=True)
        time.sleep(60)

with open_library(Path(sys.argv[1]), HashedEmbedder(), WordCounter()) as library:
    library.add(Path(sys.argv[2]), tell)
"""


def test_a_killed_addition_loses_nothing(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, write_jsonl: WriteLines
) -> None:
    """After a kill the library opens, knows every paper, and the next addition finishes."""
    papers = write_jsonl(*(record(n) for n in range(150)))
    command = [sys.executable, "-c", STOPPED_HALFWAY, str(home), str(papers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as addition:  # noqa: S603 (our own)
        assert addition.stdout is not None
        assert addition.stdout.readline() == b"halfway\n"
        addition.kill()
        assert addition.wait() == -signal.SIGKILL
    with open_library(home, embedder, counter) as library:
        assert (library.count(), library.pending()) == (150, 86)
        assert library.search("Paper 10 on things")
        assert library.add(papers).unchanged == 150
        assert library.pending() == 0
    with open_library(home, embedder, counter) as library:
        worded = [hit.paper.id for hit in library.search("149") if hit.lexical_rank]
        assert worded == ["arxiv:2409.00149"]


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from vectorstore.errors import StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library

with open_library(Path(sys.argv[1]), HashedEmbedder(), WordCounter()) as library:
    size = int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        library.add(Path(sys.argv[2]))
    except StorageFailed as error:
        print(error)
"""


def test_a_full_disk_loses_nothing(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, write_jsonl: WriteLines
) -> None:
    """The user is told to free space, and the same command then completes."""
    papers = write_jsonl(*(record(n) for n in range(1_500)))
    command = [sys.executable, "-c", ON_A_FULL_DISK, str(home), str(papers), "900000"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert "Free some disk space" in ran.stdout
    with open_library(home, embedder, counter) as library:
        assert library.count() + library.add(papers).added == 1_500
        assert library.pending() == 0


FULL_FROM_THE_START = """
import resource, sys
from pathlib import Path
from vectorstore.errors import StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library

limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with open_library(Path(sys.argv[1]), HashedEmbedder(), WordCounter()):
        pass
except StorageFailed as error:
    print(error)
"""


@pytest.mark.parametrize("room_bytes", [50_000, 170_000])  # for no catalogue; for no indexes
def test_a_disk_too_full_for_a_library_is_told_as_that(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, room_bytes: int
) -> None:
    """An index that cannot be made is not called damaged, and is made once there is room."""
    command = [sys.executable, "-c", FULL_FROM_THE_START, str(home), str(room_bytes)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    assert "Free some disk space" in ran.stdout
    with open_library(home, embedder, counter) as library:
        assert library.count() == 0


WITHOUT_NETWORK = """
import sys
from pathlib import Path

def audit(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        sys.exit(f"{event} {arguments}")

sys.addaudithook(audit)
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library

with open_library(Path(sys.argv[1]), HashedEmbedder(), WordCounter()) as library:
    library.add(Path(sys.argv[2]))
    library.search("number 1")
print(sorted({"posthog", "onnxruntime"} & set(sys.modules)))
"""


def test_nothing_reaches_for_the_network(home: Path, write_jsonl: WriteLines) -> None:
    """No telemetry, no embedder of Chroma's own, no connection."""
    command = [sys.executable, "-c", WITHOUT_NETWORK, str(home), str(write_jsonl(record(1)))]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran.stderr


def test_every_failure_is_a_library_error() -> None:
    """A surface needs to catch one class."""
    assert issubclass(StorageFailed, LibraryError)
    assert issubclass(IndexOutOfDate, LibraryError)
