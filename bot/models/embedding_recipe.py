"""How a GGUF model makes one vector of a text: its pooling, and what it reads before a text.

Told by the file's metadata alone. The beginnings are forms that a model was trained on, as a chat
template is, and no words of ours: without them its vectors fit questions and passages less well.
"""

import hashlib
from dataclasses import dataclass

from gguf import PoolingType

from bot.models.gguf_metadata import Metadata

_POOLINGS = (PoolingType.MEAN, PoolingType.CLS, PoolingType.LAST)
# Decoders made into embedders (Qwen3-Embedding, E5-Mistral, GTE-Qwen2) share this form.
_INSTRUCTION = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
)
# Of architecture: before a question, before a passage.
_BEGINNINGS = {
    "nomic-bert": ("search_query: ", "search_document: "),
    "nomic-bert-moe": ("search_query: ", "search_document: "),
    "gemma-embedding": ("task: search result | query: ", "title: none | text: "),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is read before a question and before a passage, and what becomes of the tokens."""

    pooling: PoolingType
    before_query: str = ""
    before_passage: str = ""

    @property
    def name(self) -> str:
        """A short name that differs where vectors do: "mean", "last-5d3f21a0"."""
        pooling = self.pooling.name.lower()
        if not self.before_query and not self.before_passage:
            return pooling
        words = f"{self.before_query}\0{self.before_passage}".encode()
        return f"{pooling}-{hashlib.sha256(words).hexdigest()[:8]}"


def embedding_recipe(metadata: Metadata) -> Recipe | None:
    """Return how a model embeds; None for one that does not, a chat model or a reranker.

    Models that want one and are plain BERT to their file (E5, BGE) get none.
    """
    architecture = str(metadata.get("general.architecture"))
    stated = metadata.get(f"{architecture}.pooling_type")
    pooling = next((known for known in _POOLINGS if known == stated), None)
    if pooling is None:
        return None
    if architecture in _BEGINNINGS:
        return Recipe(pooling, *_BEGINNINGS[architecture])
    if pooling is PoolingType.LAST:
        return Recipe(pooling, before_query=_INSTRUCTION)
    return Recipe(pooling)
