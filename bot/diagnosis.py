"""What `paperbot doctor` finds: versions, models, offload, the library, and every fault in them.

Opens things as an answer would and reports what happened; makes no library where there is none.
"""

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from bot.models.cores import usable_cores
from bot.models.gpu import find_offload
from bot.models.native import batches_alike, has_amx
from bot.models.remote.chat import RemoteChat
from bot.models.requantise.choice import Chosen
from bot.settings import Settings
from bot.wiring import Models, open_models, open_store
from vectorstore.errors import HomeInUse, ReportedError

_PACKAGES = (
    *("paperbot", "llama-cpp-python", "onnxruntime", "chromadb", "tantivy"),
    *("gradio", "tiktoken"),
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Facts by name in reading order, and faults, each with its remedy; no fault is good news."""

    facts: Mapping[str, str]
    faults: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the contract's object."""
        return {"ok": not self.faults, "facts": dict(self.facts), "faults": list(self.faults)}


def diagnose(settings: Settings) -> Diagnosis:
    """Look at everything an answer needs."""
    facts = {
        "python": f"{platform.python_version()} on {platform.platform(terse=True)}",
        "versions": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        "home": str(settings.home),
        "models": str(settings.models_folder),
        "threads": str(settings.threads or usable_cores()),
        "kernels": _kernels(),
    }
    faults: list[str] = []
    offload = find_offload()
    facts["offload"] = offload.verdict
    if offload.unused:
        faults.append(offload.verdict)
    elif offload.supported and settings.gpu_layers == 0:
        faults.append("GPU present and unused: the setting gpu_layers is 0. Set it to -1.")
    with _noting(faults), open_models(settings) as models:
        facts |= _model_facts(models)
        if models.weights is not None:
            facts["weights"] = _weights(models.weights)
        with _noting(faults):
            facts["papers"] = _papers(settings, models)
    return Diagnosis(facts, tuple(faults))


def _kernels() -> str:
    if has_amx():
        return "llama.cpp's AMX and repacked kernels are left out: AMX crashes in some builds"
    if not batches_alike():
        return "llama.cpp's stock build: wording may depend on how many readers are answered"
    return "an answer does not depend on how many readers are answered"


def _model_facts(models: Models) -> dict[str, str]:
    chat, info = models.chat, models.chat.info
    embedder = {"embedder": models.embedder.fingerprint, "selector": _selector(models)}
    if isinstance(chat, RemoteChat):
        return {"model": f"{info.name}, run by the server that is set", **embedder}
    size = f"{info.parameters / 1e6:,.0f}M parameters, {info.size_bytes / 1e6:,.0f} MB"
    counting, load = chat.counting, chat.load
    route = counting.route + (f" ({counting.reason})" if counting.reason else "")
    return {
        "model": f"{info.name} {info.quant}, {size}",
        "readers": f"{load.sequences} at once, each with a context of {info.context_tokens} tokens",
        "memory": f"{load.kv_bytes / 1e6:,.0f} MB for their {load.kv_tokens:,} tokens "
        f"({load.kv_bytes // load.kv_tokens:,} bytes each)",
        "vocabulary": f"tokens counted by {route}",
        **embedder,
    }


def _selector(models: Models) -> str:
    if models.selector is None:
        return "none: run `paperbot models fetch minilm`, whose weights it reads with"
    return "reads a question beside the abstracts found, to see whether they answer"


def _weights(chosen: Chosen) -> str:
    if not chosen.requantised:
        return f"the file's own: {chosen.reason}"
    return f"a {chosen.type} copy, {chosen.reason}: {chosen.path}"


def _papers(settings: Settings, models: Models) -> str:
    if not settings.home.is_dir():
        return "0 (there is no library yet: the first `paperbot add` makes it)"
    try:
        with open_store(settings, models) as library:
            return f"{library.count()} ({library.pending()} not indexed yet)"
    except HomeInUse as error:  # by the page, most likely, which is no fault
        return f"not counted. {error.message}"


@contextmanager
def _noting(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except ReportedError as error:
        faults.append(str(error))
