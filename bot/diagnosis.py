"""What `paperbot doctor` finds: versions, models, offload, the library, and every fault in them.

Opens things as an answer would and reports what happened; changes nothing.
"""

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from bot.models.cores import usable_cores
from bot.models.gpu import find_offload
from bot.settings import Settings
from bot.wiring import Models, open_models, open_store
from vectorstore.errors import ReportedError

_PACKAGES = ("paperbot", "llama-cpp-python", "chromadb", "tantivy", "gradio", "tiktoken")


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
    }
    faults: list[str] = []
    offload = find_offload()
    facts["offload"] = offload.verdict
    if offload.unused:
        faults.append(offload.verdict)
    with _noting(faults), open_models(settings) as models:
        facts |= _model_facts(models)
        with _noting(faults), open_store(settings, models) as library:
            facts["papers"] = f"{library.count()} ({library.pending()} not indexed yet)"
    return Diagnosis(facts, tuple(faults))


def _model_facts(models: Models) -> dict[str, str]:
    info, counting = models.chat.info, models.chat.counting
    size = f"{info.parameters / 1e6:,.0f}M parameters, {info.size_bytes / 1e6:,.0f} MB"
    route = counting.route + (f" ({counting.reason})" if counting.reason else "")
    return {
        "model": f"{info.name} {info.quant}, {size}",
        "context": f"{info.context_tokens} tokens",
        "vocabulary": f"tokens counted by {route}",
        "embedder": models.embedder.fingerprint,
    }


@contextmanager
def _noting(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except ReportedError as error:
        faults.append(str(error))
