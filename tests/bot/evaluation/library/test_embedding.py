"""Ways of embedding compared: fakes for what is worked out, one real run for the whole."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation.library.embedding import compare, measure_embedding
from bot.settings import load_settings
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Vectors

TEXTS = ["graph networks fold proteins", "walnuts", "a survey of the sea"]


def _slowly(texts: Sequence[str]) -> Vectors:
    time.sleep(0.05)
    return HashedEmbedder().embed_passages(texts)


def test_the_first_way_is_what_others_are_compared_with() -> None:
    """A slower way shows by how much ours is faster; equal vectors agree wholly."""
    ours, slow = compare({"ours": HashedEmbedder().embed_passages, "slow": _slowly}, TEXTS, 3)
    assert ours.gain == ours.processor_gain == 1
    assert slow.gain > 1
    assert slow.texts_per_s < ours.texts_per_s
    assert slow.least_cosine == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_the_report_has_a_row_a_way(minilm_folder: Path, models_folder: Path) -> None:
    """All three ways run on the default weights, and agree."""
    del minilm_folder  # only so that it has been fetched
    settings = load_settings({"models_folder": models_folder, "threads": 1})
    section = measure_embedding(settings, TEXTS, rounds=1)
    assert section.name == "embedding"
    assert len(section.rows) == 3
    assert all(float(row[-1]) > 0.998 for row in section.rows)
