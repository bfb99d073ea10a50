"""Whoever asks a host again waits for what is left of its gap, and never longer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.still_clock import StillClock
from vectorstore.sources.network.manners import Manners
from vectorstore.sources.network.pace import Pace

HOSTS = st.sampled_from(["export.arxiv.org", "rss.arxiv.org", "doi.org"])


@given(st.lists(st.tuples(HOSTS, st.floats(0, 5)), max_size=20))
def test_no_two_requests_are_nearer_than_their_gap(turns: list[tuple[str, float]]) -> None:
    """Whatever comes in between, and whoever is asked."""
    clock, manners = StillClock(), Manners()
    pace = Pace(manners, clock, None)
    asked_s: dict[str, float] = {}
    for host, pause_s in turns:
        clock.at_s += pause_s
        pace.wait(host)
        group, gap_s = manners.pace_of(host)
        assert clock.at_s - asked_s.get(group, 0.0) >= gap_s - 1e-6
        asked_s[group] = clock.at_s


def test_a_clock_set_back_costs_no_more_than_one_gap() -> None:
    """An hour's difference is not waited for."""
    clock = StillClock()
    pace = Pace(Manners(), clock, None)
    pace.wait("arxiv.org")
    clock.at_s -= 3_600
    pace.wait("arxiv.org")
    assert clock.slept == [3.0]


@pytest.mark.parametrize("told", ["", "[1]", '{"arxiv.org": "soon"}', "\udcff", '{"arxiv.org'])
def test_a_damaged_file_is_no_error(tmp_path: Path, told: str) -> None:
    """It is written anew."""
    file, clock = tmp_path / "pace.json", StillClock()
    file.write_bytes(told.encode(errors="surrogateescape"))
    Pace(Manners(), clock, file).wait("arxiv.org")
    assert clock.slept == []
    Pace(Manners(), clock, file).wait("arxiv.org")
    assert clock.slept == [3.0]


def test_who_was_not_reached_was_not_asked(tmp_path: Path) -> None:
    """Forgotten in the file too; others are remembered."""
    clock = StillClock()
    pace = Pace(Manners(), clock, tmp_path / "pace.json")
    pace.wait("doi.org")
    pace.wait("arxiv.org")
    pace.forget("export.arxiv.org")
    other = Pace(Manners(), clock, tmp_path / "pace.json")
    other.wait("arxiv.org")
    assert clock.slept == []
    other.wait("doi.org")
    assert clock.slept == [0.5]
