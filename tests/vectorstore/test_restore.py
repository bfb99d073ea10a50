"""A backup is believed in nothing: damaged, foreign or hostile files leave no trace."""

import json
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.archive import is_ours
from vectorstore.backup import back_up
from vectorstore.errors import SourceUnreadable, StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library
from vectorstore.restore import restore

WriteLines: TypeAlias = Callable[..., Path]

MANIFEST = "paperbot-backup.json"


@pytest.fixture
def backup(
    home: Path,
    embedder: HashedEmbedder,
    counter: WordCounter,
    write_jsonl: WriteLines,
    tmp_path: Path,
) -> Path:
    """Return a backup of one paper."""
    record = {"id": "2409.00001", "title": "On things", "abstract": "We test. It works."}
    with open_library(home, embedder, counter) as library:
        library.add(write_jsonl(record))
    return back_up(home, tmp_path / "papers.zip").file


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """Return a home to restore to, not made yet."""
    return tmp_path / "again"


def pack(path: Path, files: Mapping[str, bytes], **claims: object) -> Path:
    """Write an archive whose manifest agrees with it, apart from what is claimed otherwise."""
    members = [
        {"name": name, "size_bytes": len(body), "sha256": sha256(body).hexdigest()}
        for name, body in files.items()
    ]
    manifest: dict[str, object] = {
        "format": 1,
        "made": "2026-01-01",
        "paperbot": "0",
        "papers": 1,
        "indexes": False,
        "members": members,
        **claims,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return path


def test_damage_is_noticed_wherever_it_is(backup: Path, tmp_path: Path) -> None:
    """A changed byte is either refused or, in what zip ignores, without effect."""
    good = backup.read_bytes()
    refused = 0
    for place in range(0, len(good), len(good) // 60):
        backup.write_bytes(good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        again = tmp_path / f"home-{place}"
        try:
            assert restore(backup, again).papers == 1
        except SourceUnreadable:
            refused += 1
            assert not (again / "catalogue.sqlite3").exists()
    assert refused > 30


def test_a_truncated_backup_is_refused(backup: Path, again: Path) -> None:
    """Nothing is made of it."""
    backup.write_bytes(backup.read_bytes()[:-1_000])
    with pytest.raises(SourceUnreadable, match="damaged"):
        restore(backup, again)
    assert not again.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/tmp/evil",  # noqa: S108 (never made)
        "chroma/../../evil",
        "chroma/..",
        "chroma//evil",
        "C:\\evil",
        "chroma/C:evil",
        "chroma\\..\\..\\evil",
        "settings.toml",
        "tantivy",
        "chroma/\x00",
    ],
)
def test_no_file_lands_where_a_library_has_none(again: Path, tmp_path: Path, name: str) -> None:
    """Names that lead elsewhere, or to settings, are refused before anything is written."""
    # zipfile cuts a name at a null byte, so the archive then differs from its manifest.
    file = pack(tmp_path / "evil.zip", {"catalogue.sqlite3": b"x", name: b"evil"})
    with pytest.raises(SourceUnreadable, match="damaged"):
        restore(file, again)
    assert not again.exists()
    assert not (tmp_path / "evil").exists()


@given(name=st.text(alphabet="./\\:ab \x00chromatintvy-", max_size=30))
def test_a_name_of_ours_is_below_the_home(name: str) -> None:
    """Whatever is let through stays where it belongs."""
    if is_ours(name):
        parts = Path(name).parts
        assert not Path(name).is_absolute()
        assert ".." not in parts
        assert "\\" not in name


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"members": []}, "other files than its manifest"),
        ({"members": [{"name": "catalogue.sqlite3"}]}, "manifest lacks something"),
        ({"papers": "many"}, "manifest lacks something"),
        ({"format": 2}, "newer paperbot"),
        ({"format": "x"}, "of no known form"),
        (
            {"members": [{"name": "catalogue.sqlite3", "size_bytes": 10, "sha256": "0"}]},
            "not what was put in",
        ),
    ],
)
def test_a_manifest_that_lies_is_refused(
    again: Path, tmp_path: Path, claims: Mapping[str, object], told: str
) -> None:
    """No more is unpacked than it announces, so that no archive fills the disk."""
    file = pack(tmp_path / "lies.zip", {"catalogue.sqlite3": bytes(5_000_000)}, **claims)
    with pytest.raises(SourceUnreadable, match=told):
        restore(file, again)
    assert not (again / "catalogue.sqlite3").exists()


def test_what_is_no_catalogue_does_not_land(again: Path, tmp_path: Path) -> None:
    """Even if the archive is sound."""
    file = pack(tmp_path / "sound.zip", {"catalogue.sqlite3": b"no database " * 1_000})
    with pytest.raises(StorageFailed, match="not a database"):
        restore(file, again)
    assert not (again / "catalogue.sqlite3").exists()


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_foreign_file_is_refused(again: Path, tmp_path: Path, body: bytes) -> None:
    """No zip, and a zip of something else."""
    (tmp_path / "foreign.zip").write_bytes(body)
    with pytest.raises(SourceUnreadable, match=r"damaged|no backup"):
        restore(tmp_path / "foreign.zip", again)
    with pytest.raises(SourceUnreadable, match="No such file"):
        restore(tmp_path / "missing.zip", again)


def test_only_an_empty_home_is_filled(backup: Path, home: Path, again: Path) -> None:
    """A library is never written over; settings may be there already."""
    with pytest.raises(StorageFailed, match="not empty") as caught:
        restore(backup, home)
    assert "--home" in caught.value.remedy
    again.mkdir()
    (again / "settings.toml").write_text("", "utf-8")
    (again / "restoring").mkdir()  # a restore was killed
    (again / "restoring" / "half").write_text("x", "utf-8")
    assert restore(backup, again).papers == 1
    assert (again / "settings.toml").exists()
    assert not (again / "restoring").exists()


def test_vectors_are_missing_where_a_server_keeps_them(backup: Path, again: Path) -> None:
    """The server does not know the home restored: it is another one."""
    restored = restore(backup, again, remote_vectors=True)
    assert restored.why == "The server does not have its vectors."
