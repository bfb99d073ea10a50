"""Opens the model that is measured, as answers use it: the same file, threads and layers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.models.cores import usable_cores
from bot.models.fetch import ensure
from bot.models.gpu import find_offload
from bot.models.llama import LlamaChat
from bot.models.registry import find
from bot.ports import Message
from bot.settings import Settings
from bot.wiring import weights_for


@dataclass(frozen=True, slots=True)
class Subject:
    """An opened model, the file it was opened from, and how it is run."""

    chat: LlamaChat
    path: Path
    threads: int
    gpu_layers: int

    def tokens_of(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of a prompt, as answers are asked for."""
        return self.chat.encode(self.chat.template.assemble(messages))


@contextmanager
def open_subject(settings: Settings, *, readers: int, context_tokens: int) -> Iterator[Subject]:
    """Open the settings' model with room for `readers` at once.

    A model of the registry is measured in the quantisation that this machine runs best; a file
    given by its path, as it is. Raises ModelUnknown, FetchFailed, WeightsDamaged, ModelRefused.
    """
    threads = settings.threads or usable_cores()
    gpu_layers = settings.gpu_layers if find_offload().supported else 0
    path = _file(settings)
    with LlamaChat(
        path,
        name=path.stem,
        context_tokens=context_tokens,
        threads=threads,
        gpu_layers=gpu_layers,
        readers=readers,
    ) as chat:
        yield Subject(chat, path, threads, gpu_layers)


def _file(settings: Settings) -> Path:
    files = ensure(find(settings.model, role="chat"), settings.models_folder, fetch=False)
    if Path(settings.model).suffix.lower() == ".gguf":
        return files.main
    return weights_for(settings, files.main).path
