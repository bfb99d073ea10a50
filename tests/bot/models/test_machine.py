"""What the machine offers: cores and GPU."""

import os

import pytest

from bot.models.cores import usable_cores
from bot.models.gpu import Offload, find_offload


def test_no_more_cores_than_the_machine_has() -> None:
    """At least one core, at most all of them."""
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("offload", "unused", "words"),
    [
        (Offload(supported=False, nvidia=True), True, "GPU present and unused"),
        (Offload(supported=True, nvidia=True), False, "can offload"),
        (Offload(supported=False, nvidia=False), False, "no GPU found"),
    ],
)
def test_a_gpu_that_cannot_be_used_is_said_loudly(
    offload: Offload, *, unused: bool, words: str
) -> None:
    """Only a present GPU without support is a fault."""
    assert offload.unused is unused
    assert words in offload.verdict


def test_looking_for_a_gpu_needs_none() -> None:
    """The facts of this machine and build are found without an error."""
    assert find_offload().verdict
