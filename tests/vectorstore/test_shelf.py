"""A narrowed search compares everything that passes, in step with the catalogue."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vectorstore.test_catalogue import put
from vectorstore.catalogue import Catalogue
from vectorstore.codes import encode
from vectorstore.records import Filters, Paper, Vectors

EVERY = Filters()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Return an empty catalogue."""
    made = Catalogue(tmp_path / "catalogue.sqlite3")
    yield made
    made.close()


def _units(papers: int) -> Vectors:
    drawn = np.random.default_rng(papers).normal(size=(papers, 16)).astype(np.float32)
    units: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return units


def _indexed(catalogue: Catalogue, papers: list[Paper], vectors: Vectors) -> None:
    put(catalogue, *papers)
    ids = [paper.id for paper in papers]
    codes = dict(zip(ids, encode(vectors), strict=True))
    catalogue.outbox.mark_indexed(dict.fromkeys(ids, 1), codes)


def _paper(number: int, category: str = "cs.CL") -> Paper:
    return Paper(f"arxiv:{number}", f"Paper {number}", "It says so.", categories=(category,))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(categories=st.lists(st.sampled_from(("cs.CL", "cs.DB", "math.AG")), max_size=30))
def test_the_nearest_are_those_of_an_exact_search(
    tmp_path_factory: pytest.TempPathFactory, categories: list[str]
) -> None:
    """Of the papers that pass, in order, and never another one."""
    catalogue = Catalogue(tmp_path_factory.mktemp("shelf") / "catalogue.sqlite3")
    vectors = _units(len(categories) + 1)
    papers = [_paper(n, category) for n, category in enumerate(categories)]
    _indexed(catalogue, papers, vectors[1:])
    narrowed = catalogue.narrow(Filters(category="cs"))
    found = narrowed.nearest(vectors[0], 7)
    exact = {
        paper.id: float(vector @ vectors[0])
        for paper, vector in zip(papers, vectors[1:], strict=True)
        if paper.categories[0].startswith("cs.")
    }
    catalogue.close()
    assert narrowed.ids == exact.keys()
    assert len(found) == min(7, len(exact))
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert list(found.values()) == pytest.approx(sorted(exact.values())[::-1][:7], abs=0.02)


def test_what_is_written_is_seen_by_the_next_search(catalogue: Catalogue) -> None:
    """New papers, new words of old ones, and papers that are gone."""
    vectors = _units(3)
    _indexed(catalogue, [_paper(1), _paper(2)], vectors[:2])
    assert catalogue.narrow(EVERY).ids == {"arxiv:1", "arxiv:2"}
    _indexed(catalogue, [_paper(3)], vectors[2:])
    assert list(catalogue.narrow(EVERY).nearest(vectors[2], 1)) == ["arxiv:3"]
    catalogue.outbox.mark_indexed({"arxiv:1": 1}, {"arxiv:1": encode(vectors[2:])[0]})
    assert set(catalogue.narrow(EVERY).nearest(vectors[2], 2)) == {"arxiv:1", "arxiv:3"}
    catalogue.delete(["arxiv:3"])
    assert list(catalogue.narrow(EVERY).nearest(vectors[2], 1)) == ["arxiv:1"]


def test_papers_without_a_vector_pass_but_are_near_nothing(catalogue: Catalogue) -> None:
    """A pending paper has none yet, and a new generation takes all of them."""
    vectors = _units(1)
    _indexed(catalogue, [_paper(1)], vectors)
    put(catalogue, _paper(2))
    assert catalogue.narrow(EVERY).ids == {"arxiv:1", "arxiv:2"}
    assert list(catalogue.narrow(EVERY).nearest(vectors[0], 5)) == ["arxiv:1"]
    catalogue.begin_generation(embedder="other", chunking="other")
    assert catalogue.narrow(EVERY).nearest(vectors[0], 5) == {}


def test_an_empty_catalogue_narrows_to_nothing(catalogue: Catalogue) -> None:
    """Whatever is asked."""
    assert catalogue.narrow(EVERY).ids == frozenset()
    assert catalogue.narrow(EVERY).nearest(_units(1)[0], 5) == {}
