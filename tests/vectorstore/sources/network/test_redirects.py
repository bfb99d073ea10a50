"""A redirect never costs encryption, and never leads from the world into a private network."""

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.network.redirects import is_private, redirected

# Addresses are written as numbers: nothing is looked up. 9.9.9.9 is one of the world.
WORLD = "https://9.9.9.9/papers/a"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("b?c=1", "https://9.9.9.9/papers/b?c=1"),
        ("/b", "https://9.9.9.9/b"),
        ("//8.8.8.8/b", "https://8.8.8.8/b"),
        ("https://[2620:fe::fe]/b", "https://[2620:fe::fe]/b"),
    ],
)
def test_redirects_within_the_world_are_followed(location: str, target: str) -> None:
    """Relative ones are joined to the address they came from."""
    assert redirected(WORLD, location) == target


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0.0.0.0/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(location: str) -> None:
    """However the address is written."""
    with pytest.raises(SourceUnreadable, match="in a private network"):
        redirected(WORLD, location)


def test_a_private_network_may_redirect_within_itself() -> None:
    """An institute's own server is asked by whoever names it."""
    assert redirected("http://127.0.0.1:1/a", "http://10.0.0.2/b") == "http://10.0.0.2/b"


def test_encryption_is_kept() -> None:
    """From https to http is refused, from http to https is fine."""
    with pytest.raises(SourceUnreadable, match="without encryption"):
        redirected(WORLD, "http://9.9.9.9/papers/a")
    assert redirected("http://9.9.9.9/", WORLD) == WORLD


@pytest.mark.parametrize("host", ["", "a..b", "x" * 300, "\udcff"])
def test_what_is_no_host_is_left_to_whoever_asks_it(host: str) -> None:
    """Looking it up raises nothing."""
    assert is_private(host) in {True, False}
