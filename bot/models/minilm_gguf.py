"""all-MiniLM-L6-v2 as a GGUF file, written from its verified weights: for llama.cpp, on a GPU.

Weights in 16 bits, norms and biases in 32. Written once beside the weights, whole or not at all,
byte for byte the same on every machine: its vectors are told apart by the bytes.
"""

import json
import os
from pathlib import Path
from typing import TypeAlias

import gguf
import numpy as np
import safetensors
from safetensors.numpy import load_file

from bot.errors import ModelRefused
from bot.models.bert_graph import EPSILON, HEADS, LAYERS
from vectorstore.records import Vectors

_TOKENS = 256  # the length the model was made for: the 256 positions behind it are left out
_VERSION = "v1"
_WORD_BEGINS = "\u2581"  # llama.cpp marks pieces that begin a word, BERT those that do not
_CONTINUES = "##"
_ROLES = {
    "[PAD]": gguf.GGUFWriter.add_pad_token_id,
    "[UNK]": gguf.GGUFWriter.add_unk_token_id,
    "[CLS]": gguf.GGUFWriter.add_bos_token_id,
    "[SEP]": gguf.GGUFWriter.add_sep_token_id,
    "[MASK]": gguf.GGUFWriter.add_mask_token_id,
}
Vocabulary: TypeAlias = dict[str, int]


def minilm_gguf(weights: Path, tokenizer: Path, *, weights_sha256: str) -> Path:
    """Return the GGUF file of verified weights, written beside them if it is not there.

    Raises ModelRefused for other files than MiniLM's, or where nothing can be written.
    """
    path = weights.with_name(f"minilm-{weights_sha256[:12]}-f16-{_VERSION}.gguf")
    if path.exists():
        return path
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        vocabulary: Vocabulary = json.loads(tokenizer.read_bytes())["model"]["vocab"]
        _write(part, load_file(weights), vocabulary)
        part.replace(path)
    except (OSError, safetensors.SafetensorError, KeyError, TypeError, ValueError) as error:
        part.unlink(missing_ok=True)
        raise ModelRefused(
            f"MiniLM cannot be written as a GGUF file from {weights} and {tokenizer.name} "
            f"({error}).",
            remedy="Delete both and run `paperbot models fetch minilm`; see that the folder has "
            "50 MB left and can be written to.",
        ) from error
    return path


def _write(path: Path, tensors: dict[str, Vectors], vocabulary: Vocabulary) -> None:
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.BERT])
    _add_shape(writer, tensors)
    _add_vocabulary(writer, vocabulary)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, LAYERS)
    for name, tensor in sorted(tensors.items()):
        ours = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if ours is not None:  # not so of the pooler, which a mean does without
            writer.add_tensor(ours, _packed(ours, tensor))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _packed(
    name: str, tensor: Vectors
) -> Vectors | np.ndarray[tuple[int, ...], np.dtype[np.float16]]:
    """Halve matrices; llama.cpp wants positions and token types in 32 bits, as all vectors."""
    if name.startswith("position_embd"):
        return np.ascontiguousarray(tensor[:_TOKENS], np.float32)
    if tensor.ndim == 1 or name.startswith("token_types"):
        return tensor.astype(np.float32)
    return tensor.astype(np.float16)


def _add_shape(writer: gguf.GGUFWriter, tensors: dict[str, Vectors]) -> None:
    inner, width = tensors["encoder.layer.0.intermediate.dense.weight"].shape
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(_TOKENS)
    writer.add_embedding_length(width)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_eps(EPSILON)
    writer.add_causal_attention(False)  # noqa: FBT003 -- gguf's own signature
    writer.add_pooling_type(gguf.PoolingType.MEAN)


def _add_vocabulary(writer: gguf.GGUFWriter, vocabulary: Vocabulary) -> None:
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    writer.add_tokenizer_model("bert")
    writer.add_token_list([_marked(piece) for piece in pieces])
    writer.add_token_types(
        [gguf.TokenType.CONTROL if piece in _ROLES else gguf.TokenType.NORMAL for piece in pieces]
    )
    writer.add_token_type_count(2)
    for piece, add in _ROLES.items():
        add(writer, vocabulary[piece])


def _marked(piece: str) -> str:
    if piece in _ROLES:
        return piece
    continues = piece.startswith(_CONTINUES)
    return piece.removeprefix(_CONTINUES) if continues else _WORD_BEGINS + piece
