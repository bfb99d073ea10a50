"""Whether sums of bytes overflow, against what the processor says of itself."""

from pathlib import Path

import pytest

from bot.models.byte_sums import byte_sums_overflow

_FACTS = Path("/proc/cpuinfo")


def test_a_processor_with_vnni_adds_up_rightly() -> None:
    """Where the flags promise sums in 32 bits, the trial finds them."""
    if not _FACTS.exists() or "vnni" not in _FACTS.read_text():
        pytest.skip("this processor promises nothing")
    assert not byte_sums_overflow()
