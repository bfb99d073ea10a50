"""A GGUF model of a few kilobytes: llama's architecture with random weights."""

from pathlib import Path

import gguf
import numpy as np

_WIDTH = 32  # rows of 32 weights are the shortest that Q4_1 and Q8_0 can pack
_HEADS = 2
_TOKENS = ("<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)))
_KINDS = (gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL)
_MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def write_tiny_model(
    path: Path,
    kind: gguf.LlamaFileType = gguf.LlamaFileType.MOSTLY_Q4_1,
    *,
    seed: int = 0,
    pooling: gguf.PoolingType | None = None,
) -> Path:
    """Write one layer of random weights in Q4_1, Q8_0 or F32, and return `path`.

    With `pooling` it is an embedder, else a chat model.
    """
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_file_type(kind)
    if pooling is not None:
        writer.add_pooling_type(pooling)
    _add_shape(writer)
    _add_vocabulary(writer)
    packed = {
        gguf.LlamaFileType.ALL_F32: gguf.GGMLQuantizationType.F32,
        gguf.LlamaFileType.MOSTLY_Q4_1: gguf.GGMLQuantizationType.Q4_1,
        gguf.LlamaFileType.MOSTLY_Q8_0: gguf.GGMLQuantizationType.Q8_0,
    }[kind]
    random = np.random.default_rng(seed)
    # with 1.0 attention falls on one token alone, and a vector does not tell the others
    deviation = 1.0 if pooling is None else 0.3
    names = ["token_embd", *(f"blk.0.{name}" for name in _MATRICES)]
    for name in names:
        rows = len(_TOKENS) if name == "token_embd" else _WIDTH
        weights = random.normal(scale=deviation, size=(rows, _WIDTH)).astype(np.float32)
        data = gguf.quants.quantize(weights, packed)
        writer.add_tensor(f"{name}.weight", data, raw_dtype=packed)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(_WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_shape(writer: gguf.GGUFWriter) -> None:
    writer.add_context_length(512)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_WIDTH)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)


def _add_vocabulary(writer: gguf.GGUFWriter) -> None:
    kinds = [*_KINDS, *[gguf.TokenType.BYTE] * (len(_TOKENS) - len(_KINDS))]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(list(_TOKENS))
    writer.add_token_scores([0.0] * len(_TOKENS))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
