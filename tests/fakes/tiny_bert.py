"""A GGUF encoder of a few kilobytes: BERT's architecture with random weights."""

from pathlib import Path

import gguf
import numpy as np

WIDTH = 32
CONTEXT_TOKENS = 64
_DEVIATION = 0.3  # with 1.0 attention falls on one token alone, and others count for nothing
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# llama.cpp marks the pieces that begin a word
_WORDS = tuple(f"\u2581{word}" for word in "graphs networks rivers flow what of the . ?".split())
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
_TOKENS = (*_SPECIAL, *_WORDS, *(f"\u2581{letter}" for letter in _LETTERS), *_LETTERS)
_PARTS = {
    "attn_q": (WIDTH, WIDTH),
    "attn_k": (WIDTH, WIDTH),
    "attn_v": (WIDTH, WIDTH),
    "attn_output": (WIDTH, WIDTH),
    "ffn_up": (2 * WIDTH, WIDTH),
    "ffn_down": (WIDTH, 2 * WIDTH),
}


def write_tiny_bert(path: Path, pooling: gguf.PoolingType, *, seed: int = 0) -> Path:
    """Write one layer of random weights, with a head that ranks if asked to; return `path`."""
    writer = gguf.GGUFWriter(path, "bert")
    _add_shape(writer, pooling)
    _add_vocabulary(writer)
    random = np.random.default_rng(seed)

    def add(name: str, *shape: int, part: str = "weight") -> None:
        drawn = random.normal(scale=_DEVIATION, size=shape).astype(np.float32)
        writer.add_tensor(f"{name}.{part}", drawn)

    def add_biased(name: str, *shape: int) -> None:
        add(name, *shape)
        add(name, shape[0], part="bias")

    add("token_embd", len(_TOKENS), WIDTH)
    add("token_types", 2, WIDTH)
    add("position_embd", CONTEXT_TOKENS, WIDTH)
    for name, shape in _PARTS.items():
        add_biased(f"blk.0.{name}", *shape)
    for name in ("token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"):
        add_biased(name, WIDTH)
    if pooling is gguf.PoolingType.RANK:
        add_biased("cls", WIDTH, WIDTH)
        add_biased("cls.output", 1, WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_shape(writer: gguf.GGUFWriter, pooling: gguf.PoolingType) -> None:
    writer.add_context_length(CONTEXT_TOKENS)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(2 * WIDTH)
    writer.add_head_count(2)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)  # noqa: FBT003 -- gguf's own signature
    writer.add_pooling_type(pooling)
    if pooling is gguf.PoolingType.RANK:
        writer.add_classifier_output_labels(["fit"])


def _add_vocabulary(writer: gguf.GGUFWriter) -> None:
    kinds = [gguf.TokenType.CONTROL] * len(_SPECIAL)
    kinds += [gguf.TokenType.NORMAL] * (len(_TOKENS) - len(_SPECIAL))
    writer.add_tokenizer_model("bert")
    writer.add_token_list(list(_TOKENS))
    writer.add_token_types(kinds)
    writer.add_token_type_count(2)
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_sep_token_id(3)
    writer.add_mask_token_id(4)
