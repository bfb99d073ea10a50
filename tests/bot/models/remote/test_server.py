"""The address of a server: what is taken, and what is refused."""

import pytest

from bot.errors import SettingsInvalid
from bot.models.remote.server import server_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        (" http://127.0.0.1:8080/v1 ", "http://127.0.0.1:8080"),
        ("https://gpu.example.org/llm/v1/", "https://gpu.example.org/llm"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"),
    ],
)
def test_an_address_is_taken_in_any_common_form(url: str, address: str) -> None:
    """With or without `/v1` and a slash at the end."""
    assert server_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "ftp://example.org",
        "http://",
        "http://user:secret@example.org",
        "http://secret@example.org",
        "http://example.org?key=secret",
        "http://example.org#secret",
        "http://example.org:secret",
        "http://\ud800secret",
        "http://sec\x00ret",
    ],
)
def test_an_address_that_is_none_is_refused_unrepeated(url: str) -> None:
    """It may hold a password, so the message does not show it."""
    with pytest.raises(SettingsInvalid) as caught:
        server_address(url)
    assert "secret" not in str(caught.value)
