"""Papers are fetched when a reader names them, unless the settings forbid it."""

from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest

from bot.settings import load_settings
from bot.wiring import open_assistant
from vectorstore.errors import SourceUnreadable


@pytest.mark.model
@pytest.mark.usefixtures("chat_model_path", "minilm_folder")
@pytest.mark.parametrize(
    ("network", "why"), [(True, "cannot be reached"), (False, "nothing is fetched here")]
)
def test_a_paper_is_asked_for_where_that_is_allowed(
    tmp_path: Path,
    models_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    network: bool,  # noqa: FBT001 (given by name, by pytest)
    why: str,
) -> None:
    """By way of a proxy where nobody listens, so that nothing leaves this machine."""
    with closing(create_server(("127.0.0.1", 0))) as gone:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{gone.getsockname()[1]}")
    given = {"home": tmp_path / "home", "models_folder": models_folder, "network": network}
    with (
        open_assistant(settings=load_settings(given)) as assistant,
        pytest.raises(SourceUnreadable, match=why),
    ):
        assistant.add("arxiv:2409.13740")
    assert (tmp_path / "home" / "fetched").exists() == network
