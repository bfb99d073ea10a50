"""A home has one owner at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vectorstore.errors import HomeInUse, StorageFailed
from vectorstore.ownership import own

HOLD = """
import sys
from pathlib import Path
from vectorstore.ownership import own
with own(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_refused_learn_who_holds_the_home(home: Path) -> None:
    """The message names the process and its command; a killed owner holds nothing."""
    with subprocess.Popen(  # noqa: S603 (our own)
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        with pytest.raises(HomeInUse, match=f"process {owner.pid} ") as caught, own(home):
            pass
        assert str(home) in caught.value.message
        owner.kill()
        owner.wait()
        with own(home):
            pass


def test_one_process_cannot_own_a_home_twice(home: Path) -> None:
    """The second attempt is refused and does no harm to the first."""
    with own(home):
        for _ in range(2):
            with pytest.raises(HomeInUse, match=f"process {os.getpid()} "), own(home):
                pass
    with own(home):
        pass


def test_an_unreadable_note_still_refuses(home: Path) -> None:
    """Without the note the owner is just another process."""
    with own(home):
        (home / "lock-owner.json").write_text("{", "utf-8")
        with pytest.raises(HomeInUse, match="another process"), own(home):
            pass


def test_a_file_is_no_home(tmp_path: Path) -> None:
    """What stands in the way is named."""
    (tmp_path / "file").write_text("x", "utf-8")
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(StorageFailed, match="cannot be used") as caught, own(home):
            pass
        assert str(home) in caught.value.message
