"""Those who change the indexes and those who copy them take turns."""

from pathlib import Path

import pytest

from vectorstore.errors import HomeInUse, StorageFailed
from vectorstore.writing import writing


def test_one_at_a_time(tmp_path: Path) -> None:
    """Whoever comes second gives up in time, and gets in when the first is done."""
    with (
        writing(tmp_path),
        pytest.raises(HomeInUse, match="written to"),
        writing(tmp_path, timeout_s=0),
    ):
        pass
    with writing(tmp_path, timeout_s=0):
        pass


def test_a_home_that_is_none_is_told(tmp_path: Path) -> None:
    """What stands in the way is named."""
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StorageFailed, match="cannot be used"), writing(tmp_path / "file"):
        pass
