"""MiniLM as a reader of two texts at once, its weights changed by an adapter: a vector a token.

The same products of bytes as the embedder's graph. Takes token ids and types (0 for the question,
1 for the text), each (1, T); gives the last layer, (T, 384).
"""

from pathlib import Path

from onnx import ModelProto

from bot.models.adapter import Adapter
from bot.models.bert_graph import write_graph
from bot.models.quantised_graph import QuantisedBert

RECIPE = "bert-int8-pairs-v1"  # change it with anything that changes the numbers


def build_selector_graph(weights: Path, adapter: Adapter) -> ModelProto:
    """Return the graph of the adapted weights. Raises ModelRefused for others than MiniLM's."""
    return write_graph(weights, lambda tensors: _PairBert(adapter.applied(tensors)))


class _PairBert(QuantisedBert):
    takes = ("ids", "types")
    gives = ("tokens", "T")

    def pool(self, hidden: str) -> None:
        """Give the vectors as they are: whoever asks has the sentences' places."""
        self.graph.node("Identity", [hidden], "tokens")
