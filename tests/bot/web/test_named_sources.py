"""What may be fetched for whoever can reach the page, and what never."""

from pathlib import Path

import pytest

from bot.web.named_sources import named_source
from bot.web.refusals import SourceRefused


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("2409.13740", "arxiv:2409.13740"),
        (" https://arxiv.org/abs/2409.13740v2 ", "arxiv:2409.13740v2"),
        ("10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("hf:daily", "hf:daily"),
        ("arxiv:cs.CL", "arxiv:cs.CL"),
        ("https://192.0.1.1/papers.bib", "https://192.0.1.1/papers.bib"),
    ],
)
def test_ids_and_links_are_given_on_with_their_scheme(typed: str, given: str) -> None:
    """The library is never given words that could also name a file beside the server."""
    assert named_source(typed).given == given


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "/etc/passwd",
        "../../etc/passwd",
        "~/papers.bib",
        "papers.bib",
        "samples",
        "-",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "C:\\papers.bib",
        "\\\\server\\share",
        "ftp://example.org/papers.bib",
        "arxiv:../../etc/passwd",
        "hf:/etc/passwd",
        "2409.13740\x00",
        "https://example.org/\u202egnp.bib",
        "x" * 3_000,
    ],
)
def test_no_path_is_ever_read(typed: str) -> None:
    """Neither paths nor what looks a little like an address."""
    with pytest.raises(SourceRefused):
        named_source(typed)


def test_a_file_named_like_an_address_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where somebody has made one in the folder the server was started in."""
    (tmp_path / "arxiv:2409.13740").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceRefused, match="is a file on the server"):
        named_source("2409.13740")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104 (an address to refuse, not to listen at)
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "[fe80::1]",
    ],
)
def test_the_server_does_not_ask_itself_nor_its_network(host: str) -> None:
    """A reader cannot make it fetch what only it can reach, however the address is written."""
    with pytest.raises(SourceRefused):
        named_source(f"http://{host}:8080/papers.bib")
