"""A model file written again in another quantisation, by llama.cpp; decides nothing."""

import ctypes
import os
from pathlib import Path

from gguf import LlamaFileType

from bot.errors import ModelRefused
from bot.models.llama_library import llama_cpp
from bot.models.native import capture_log


def write_copy(source: Path, target: Path, file_type: LlamaFileType, threads: int) -> None:
    """Write `source` to `target` with weights of `file_type`: 1.2 s for the default model.

    Raises ModelRefused with llama.cpp's own last word; what it wrote until then is left there.
    """
    log = capture_log()
    log.errors.clear()
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = file_type.value
    params.nthread = threads
    params.allow_requantize = True
    status = llama_cpp.llama_model_quantize(
        os.fsencode(source), os.fsencode(target), ctypes.byref(params)
    )
    if status != 0:
        why = log.errors[0] if log.errors else "it gave no reason"
        raise ModelRefused(
            f"llama.cpp could not write {source.name} again as {target.name} ({why}).",
            remedy="Check the space on the disk, or fetch the file in the other quantisation.",
        )
