"""Where settings come from, which source wins, and what is refused."""

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import Settings, default_home, default_models_folder, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home without a file of settings, and hide the environment's own settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PAPERBOT_{name.upper()}", raising=False)
    return tmp_path


def _write(home: Path, text: str) -> None:
    (home / "settings.toml").write_text(text, encoding="utf-8")


def test_flags_win_over_environment_over_file_over_defaults(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each setting comes from the first source that has it."""
    _write(home, 'port = 1\nhost = "file"\nmodel = "file"\n')
    monkeypatch.setenv("PAPERBOT_PORT", "2")
    monkeypatch.setenv("PAPERBOT_HOST", "environment")
    settings = load_settings({"home": home, "port": 3, "host": None})
    assert (settings.port, settings.host, settings.model) == (3, "environment", "file")
    assert settings.embedder == "minilm"


def test_the_file_lies_in_the_home_that_the_environment_names(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a flag, `PAPERBOT_HOME` says where settings.toml is."""
    _write(home, "port = 1\n")
    monkeypatch.setenv("PAPERBOT_HOME", str(home))
    assert load_settings({}).port == 1


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PAPERBOT_HOME=` is no folder named "" but the default."""
    monkeypatch.setenv("PAPERBOT_HOME", "")
    monkeypatch.setenv("PAPERBOT_PORT", "")
    settings = load_settings({})
    assert (settings.home, settings.port) == (default_home(), 7860)


def test_weights_are_kept_outside_the_home(home: Path) -> None:
    """Every home shares one folder of models."""
    assert load_settings({"home": home}).models_folder == default_models_folder()


def test_the_user_s_own_folder_may_be_written_with_a_tilde(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of settings has no shell to fill it in."""
    monkeypatch.setenv("HOME", str(home))
    _write(home, 'models_folder = "~/models"\n')
    assert load_settings({"home": home}).models_folder == home / "models"


def test_an_unknown_key_of_the_file_is_refused(home: Path) -> None:
    """The message has the key and the file, the remedy what is known."""
    _write(home, 'modle = "x"\n')
    with pytest.raises(SettingsInvalid, match=r"modle is no setting .*settings\.toml") as caught:
        load_settings({"home": home})
    assert "models_folder" in caught.value.remedy


def test_an_unknown_variable_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable would be passed over in silence otherwise."""
    monkeypatch.setenv("PAPERBOT_MODLE", "x")
    with pytest.raises(SettingsInvalid, match="PAPERBOT_MODLE"):
        load_settings({"home": home})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = 70000\n", "port is '70000'"),
        ("threads = 0\n", "threads is '0'"),
        ('context_tokens = "many"\n', "context_tokens is 'many'"),
        ("model = \n", "cannot be read"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_name(
    home: Path, text: str, words: str
) -> None:
    """Out of range, of another kind, or no TOML at all."""
    _write(home, text)
    with pytest.raises(SettingsInvalid, match=words):
        load_settings({"home": home})


def test_a_file_that_is_no_text_is_refused(home: Path) -> None:
    """Bytes in the place of the file are said to be unreadable."""
    (home / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsInvalid, match=r"settings\.toml"):
        load_settings({"home": home})


def test_a_home_that_no_database_could_be_given_is_refused() -> None:
    """Bytes that are no UTF-8 cannot be part of the path."""
    with pytest.raises(SettingsInvalid, match=r"home is .* no UTF-8"):
        load_settings({"home": Path("papers\udcff")})


@pytest.mark.parametrize("value", ["4711", '["4711"]'])
@pytest.mark.parametrize("name", ["server_key", "chroma_token"])
def test_a_key_is_never_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Neither by settings that hold one nor by a message that refuses one."""
    _write(home, f"{name} = {value}\n")
    with pytest.raises(SettingsInvalid, match=f"{name} is no text") as caught:
        load_settings({"home": home})
    assert "4711" not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"
    monkeypatch.setenv(f"PAPERBOT_{name.upper()}", "sk-4711")
    settings = load_settings({"home": home})
    assert "4711" not in f"{settings!r} {settings}"
    assert getattr(settings, name).get_secret_value() == "sk-4711"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("chroma.example.org:8000", "begins with https://"),
        ("ftp://chroma.example.org", "begins with https://"),
        ("https://", "has a host"),
        ("https://reader:word@chroma.example.org", "no user"),
        ("https://chroma.example.org/?key=word", "no user, password, query"),
        ("https://chroma.example.org:99999", "Port out of range"),
    ],
)
def test_an_address_that_is_none_is_refused(home: Path, address: str, words: str) -> None:
    """Before anything is sent there."""
    with pytest.raises(SettingsInvalid, match=words):
        load_settings({"home": home, "chroma": address})
    found = load_settings({"home": home, "chroma": "https://chroma.example.org:8000/"})
    assert found.chroma == "https://chroma.example.org:8000"


def test_no_server_is_asked_unless_one_is_named(home: Path) -> None:
    """By default the chat model runs in this process."""
    assert load_settings({"home": home}).server is None
