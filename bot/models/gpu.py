"""Whether there is a GPU, and whether this build of llama.cpp can use it; asked by `doctor`."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.models.llama_library import llama_cpp
from bot.models.native import capture_log


@dataclass(frozen=True, slots=True)
class Offload:
    """What offload is possible. `unused` is the case `doctor` must be loud about."""

    supported: bool
    nvidia: bool

    @property
    def unused(self) -> bool:
        """Whether a GPU is present that the installed llama.cpp cannot use."""
        return self.nvidia and not self.supported

    @property
    def verdict(self) -> str:
        """Say it in one line, with the remedy."""
        if self.unused:
            return (
                "GPU present and unused: llama-cpp-python was built without GPU support. "
                'Rebuild it: CMAKE_ARGS="-DGGML_CUDA=on" pip install --force-reinstall '
                "--no-cache-dir --no-binary llama-cpp-python llama-cpp-python"
            )
        if self.supported:
            return "llama.cpp can offload to a GPU"
        return "no GPU found; llama.cpp runs on the CPU"


def find_offload() -> Offload:
    """Look at this machine and this build; contacts nothing and starts nothing."""
    capture_log()
    return Offload(supported=bool(llama_cpp.llama_supports_gpu_offload()), nvidia=_nvidia())


def _nvidia() -> bool:
    signs = (Path("/dev/nvidia0"), Path("/proc/driver/nvidia/version"))
    return any(sign.exists() for sign in signs) or shutil.which("nvidia-smi") is not None
