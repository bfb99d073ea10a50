"""What can be set, with its default and its meaning: defaults < file < environment < flags.

Values only; `bot.wiring` turns them into objects. The file is `settings.toml` in the home, the
environment variables are `PAPERBOT_` and the name in capitals. An unknown key is refused.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.errors import SettingsInvalid

_PREFIX = "PAPERBOT_"
_FILE = "settings.toml"


def default_home() -> Path:
    """Return the folder of the library where none is named."""
    return Path(platformdirs.user_data_dir("paperbot", appauthor=False))


def default_models_folder() -> Path:
    """Return where weights are kept: outside any home, so that every home shares them."""
    return Path(platformdirs.user_cache_dir("paperbot", appauthor=False)) / "models"


def _place(path: Path) -> Path:
    """Return a path with `~` filled in. Raises ValueError for one that no database can be given."""
    try:
        str(path).encode()
        return path.expanduser()
    except UnicodeEncodeError as error:
        raise ValueError("the path holds bytes that are no UTF-8") from error
    except RuntimeError as error:
        raise ValueError(f"the path cannot be used: {error}") from error


Place: TypeAlias = Annotated[Path, AfterValidator(_place)]


def _server_address(text: str) -> str:
    """Return an address without its last slash. Raises ValueError unless it is one of HTTP."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address begins with https:// or http:// and has a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address holds no user, password, query or fragment")
    _ = parts.port  # raises ValueError where it is no port
    return text.rstrip("/")


ServerAddress: TypeAlias = Annotated[str, AfterValidator(_server_address)]


class Settings(BaseSettings):
    """Everything a person can set."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        protected_namespaces=(),
        hide_input_in_errors=True,  # it may be a key
    )

    home: Place = Field(
        default_factory=default_home, description="The folder that holds the library."
    )
    models_folder: Place = Field(
        default_factory=default_models_folder, description="The folder that holds model weights."
    )
    model: str = Field(
        default="smollm2-135m", description="The chat model: a registry name or a GGUF file."
    )
    server: str | None = Field(
        default=None,
        description="The OpenAI-compatible server that runs the chat model instead of this "
        "process; the model is then named as the server names it.",
    )
    server_key: SecretStr | None = Field(
        default=None, description="The key to that server, where it asks for one. Never shown."
    )
    embedder: str = Field(
        default="minilm",
        description="The embedder: a registry name or a GGUF file made for that; "
        "changing it asks for a reindex.",
    )
    reranker: str | None = Field(
        default=None,
        description="A model that reads the first 30 papers found beside the question and orders "
        "them anew: a GGUF file made for that; none if not set.",
    )
    chroma: ServerAddress | None = Field(
        default=None,
        description="The Chroma server that keeps the vectors instead of the home.",
    )
    chroma_token: SecretStr | None = Field(
        default=None, description="The token for that server, where it asks for one. Never shown."
    )
    chroma_tenant: str | None = Field(
        default=None, description="The tenant there; what the server gives the token if not set."
    )
    chroma_database: str | None = Field(
        default=None, description="The tenant's database; found like the tenant if not set."
    )
    chroma_collection: str | None = Field(
        default=None,
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,126}[a-zA-Z0-9]$",
        description="The collection in it, for this home alone; one named for the home if not set.",
    )
    chroma_unencrypted: bool = Field(
        default=False, description="Let the token go to another machine without TLS."
    )
    network: bool = Field(
        default=True,
        description="Let papers be fetched from a network when a reader names them by id, DOI, "
        "category, day or address.",
    )
    context_tokens: int = Field(
        default=4096, ge=512, le=131_072, description="The context the model is opened with."
    )
    readers: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="How many readers are answered at once, each with a context of its own; what "
        "memory allows, up to 8, if not set.",
    )
    line: int = Field(
        default=32, ge=0, le=1000, description="How many more may wait before others are refused."
    )
    threads: int | None = Field(
        default=None, ge=1, le=1024, description="CPU threads; the cores at hand if not set."
    )
    gpu_layers: int = Field(
        default=-1, ge=-1, description="Layers put on a GPU where there is one; -1 for all."
    )
    requantise: Literal["off", "faithful", "fast"] = Field(
        default="fast",
        description="Run a copy of a small chat model on a CPU where that is measured to be "
        "faster: fast for Q4_0, which rewords a little less well; faithful for Q8_0, which says "
        "what the file says; off for every file as it is.",
    )
    general_knowledge: bool = Field(
        default=False,
        description="Where the library cannot answer, let the model say what it knows, unchecked "
        "and shown apart; a question can say otherwise.",
    )
    host: str = Field(default="127.0.0.1", description="The address the page is served at.")
    port: int = Field(default=7860, ge=0, le=65_535, description="The port the page is served at.")
    read_only: bool = Field(
        default=False,
        description="Let nobody add, mark or delete papers from the page or over HTTP.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take flags first, then the environment, then the home's file."""
        del dotenv_settings, file_secret_settings  # one way to set a thing from a file
        home = _home_of(init_settings, env_settings)
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=home / _FILE),
        )


# The values of flags are strings, paths and numbers; pydantic checks them, so their type is open.
def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Return the settings from flags (None for "not given"), environment, file and defaults.

    Raises SettingsInvalid naming every key and value that cannot be used.
    """
    _refuse_unknown_environment()
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(_told(fault) for fault in error.errors())
        raise SettingsInvalid(
            f"The settings cannot be used: {faults}.",
            remedy=f"Known settings: {', '.join(Settings.model_fields)}.",
        ) from error
    except (OSError, ValueError) as error:  # ValueError: tomllib's own for a file that is no TOML
        raise SettingsInvalid(
            f"The file {_FILE} in the home cannot be read: {error}.",
            remedy="Mend it, or move it away.",
        ) from error


def _told(fault: ErrorDetails) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if name in {"server_key", "chroma_token"}:
        return f"{name} is no text"  # its value is nobody's to see
    if fault["type"] == "extra_forbidden":
        return f"{name} is no setting (look in {_FILE} in the home)"
    return f"{name} is {str(fault['input'])!r}: {fault['msg'].removeprefix('Value error, ')}"


def _home_of(flags: PydanticBaseSettingsSource, environment: PydanticBaseSettingsSource) -> Path:
    for source in (flags, environment):
        if isinstance(source, InitSettingsSource | EnvSettingsSource):
            home = source().get("home")
            if home:
                return Path(home).expanduser()
    return default_home()


def _refuse_unknown_environment() -> None:
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)
    if unknown:
        raise SettingsInvalid(
            f"The environment sets {', '.join(unknown)}, which is no setting.",
            remedy=f"Unset it, or use one of: {', '.join(sorted(known))}.",
        )
