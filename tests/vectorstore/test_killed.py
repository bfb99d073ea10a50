"""A process killed at any instant leaves a library that opens, is whole, and goes on."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library

WORK = """
import sys
from pathlib import Path
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library

home, source, task = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
renew = task == "reindex"
with open_library(home, HashedEmbedder(), WordCounter(), renew=renew) as library:
    print("open", flush=True)
    if task == "delete":
        library.delete([record.paper.id for record in library.records()][::3])
    library.add(source)
"""
TASKS = ("add", "add", "delete", "reindex")


def write_papers(path: Path, chance: Random) -> Sequence[str]:
    """Write some papers that may differ from those written before; return their ids."""
    numbers = range(chance.randint(100, 400))
    with path.open("w", encoding="utf-8") as out:
        for n in numbers:
            subject = chance.choice(["whales", "graphs"])
            sentences = (f"Sentence {m} tells of {subject}." for m in range(chance.randint(2, 50)))
            record = {"id": f"2409.{n:05}", "title": f"Paper {n}", "abstract": " ".join(sentences)}
            out.write(json.dumps(record) + "\n")
    return [f"arxiv:2409.{n:05}" for n in numbers]


def run_and_kill(home: Path, source: Path, task: str, after_s: float) -> None:
    """Let another process work on the library and kill it without warning."""
    command = [sys.executable, "-c", WORK, str(home), str(source), task]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 (our own)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after_s)
        process.kill()


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_process_costs_nothing(tmp_path: Path, seed: int) -> None:
    """After each kill the library opens and is whole; an addition then finishes everything."""
    chance = Random(seed)  # noqa: S311 (no secret)
    home, source = tmp_path / "home", tmp_path / "papers.jsonl"
    for _ in range(4):
        ids = write_papers(source, chance)
        run_and_kill(home, source, chance.choice(TASKS), after_s=1.2 * chance.random())
        with open_library(home, HashedEmbedder(), WordCounter()) as library:
            assert library.check().faults == ()
    with open_library(home, HashedEmbedder(), WordCounter()) as library:
        assert set(library.add(source).ids) == set(ids)
        checkup = library.check()
        assert (checkup.faults, checkup.pending, checkup.buried) == ((), 0, 0)
        assert len(library.search("whales", 5)) == 5
