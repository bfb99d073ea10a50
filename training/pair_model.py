"""MiniLM reading a question beside an abstract, in torch: the selector as it is trained.

The same computation as `bot.models.answer_selector`, which runs what comes of it. Shapes: B pairs,
T tokens, S sentences, 384 = 12 heads x 32.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from bot.models.answer_selector import PairInput
from bot.models.bert_graph import DIMENSIONS, EPSILON, HEADS, LAYERS

_DROPOUT = 0.1
_PRODUCTS = (
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)
_FROZEN = "embeddings.word_embeddings.weight"  # 12 of 23 million numbers, and no pair needs others


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded pairs: `means` (B, S, T) averages a sentence's tokens, `real` (B, S) is no padding."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    means: torch.Tensor
    real: torch.Tensor

    @classmethod
    def of(cls, pairs: Sequence[PairInput]) -> "Batch":
        """Pad pairs to the longest."""
        rows, tokens = len(pairs), max(len(pair.ids) for pair in pairs)
        sentences = max(len(pair.spans) for pair in pairs)
        ids = np.zeros((rows, tokens), np.int64)
        types, mask = np.zeros_like(ids), np.zeros((rows, tokens), bool)
        means = np.zeros((rows, sentences, tokens), np.float32)
        for row, pair in enumerate(pairs):
            length = len(pair.ids)
            ids[row, :length], types[row, :length], mask[row, :length] = pair.ids, pair.types, True
            for place, (start, end) in enumerate(pair.spans):
                means[row, place, start:end] = 1 / max(end - start, 1)
        real = means.sum(axis=2) > 0
        return cls(*map(torch.from_numpy, (ids, types, mask, means, real)))


def head(generator: torch.Generator) -> dict[str, torch.Tensor]:
    """Return an untrained head, which knows the cosine of question and sentence and no more."""
    width = 3 * DIMENSIONS
    spread = 1 / math.sqrt(width)
    return {
        "head.pair.weight": (torch.rand(DIMENSIONS, width, generator=generator) * 2 - 1) * spread,
        "head.pair.bias": torch.zeros(DIMENSIONS),
        "head.score.weight": torch.zeros(1, DIMENSIONS),
        "head.score.bias": torch.zeros(1),
        "head.cosine": torch.tensor([8.0, -4.0]),
    }


def trainable(parameters: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return what training changes: all but the vectors of word pieces."""
    return {
        name: values.requires_grad_()
        for name, values in parameters.items()
        if name != _FROZEN and values.is_floating_point() and "pooler" not in name
    }


def log_odds(parameters: dict[str, torch.Tensor], batch: Batch, *, drop: bool) -> torch.Tensor:
    """Return how likely each sentence answers its question, shape (B, S)."""
    tokens = _encode(parameters, batch, drop=drop).float()
    said = torch.bmm(batch.means, tokens)
    asking = ((batch.types == 0) & batch.mask).float()
    asked = torch.bmm((asking / asking.sum(1, keepdim=True))[:, None], tokens)
    first = tokens[:, :1].expand_as(said)
    pairs = torch.cat([said * asked, (said - asked).abs(), first], -1)
    hidden = torch.tanh(_dense(parameters, "head.pair", pairs))
    scale, shift = parameters["head.cosine"]
    cosine = functional.cosine_similarity(said, asked.expand_as(said), -1)
    return scale * cosine + shift + _dense(parameters, "head.score", hidden).squeeze(-1)


def _encode(parameters: dict[str, torch.Tensor], batch: Batch, *, drop: bool) -> torch.Tensor:
    rows, length = batch.ids.shape
    embedded = (
        parameters[_FROZEN][batch.ids]
        + parameters["embeddings.position_embeddings.weight"][:length]
        + parameters["embeddings.token_type_embeddings.weight"][batch.types]
    )
    hidden = functional.dropout(_norm(parameters, "embeddings", embedded), _DROPOUT, drop)
    hidden_from = torch.zeros(rows, 1, 1, length).masked_fill(~batch.mask[:, None, None], -1e4)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            _dense(parameters, f"{name}.{part}", hidden)
            .view(rows, length, HEADS, DIMENSIONS // HEADS)
            .transpose(1, 2)
            for part in _PRODUCTS[:3]
        )
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=hidden_from.to(query.dtype)
        )
        joined = attended.transpose(1, 2).reshape(rows, length, DIMENSIONS)
        changed = _dense(parameters, f"{name}.attention.output.dense", joined)
        changed = functional.dropout(changed, _DROPOUT, drop)
        hidden = _norm(parameters, f"{name}.attention.output", hidden + changed)
        inner = functional.gelu(_dense(parameters, f"{name}.intermediate.dense", hidden))
        changed = functional.dropout(
            _dense(parameters, f"{name}.output.dense", inner), _DROPOUT, drop
        )
        hidden = _norm(parameters, f"{name}.output", hidden + changed)
    return hidden


def _dense(parameters: dict[str, torch.Tensor], name: str, values: torch.Tensor) -> torch.Tensor:
    return functional.linear(values, parameters[f"{name}.weight"], parameters[f"{name}.bias"])


def _norm(parameters: dict[str, torch.Tensor], name: str, values: torch.Tensor) -> torch.Tensor:
    gain, shift = (parameters[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
    return functional.layer_norm(values, (DIMENSIONS,), gain, shift, EPSILON)
