"""What a file's metadata says of how it embeds."""

import pytest
from gguf import PoolingType

from bot.models.embedding_recipe import Recipe, embedding_recipe
from bot.models.gguf_metadata import Metadata


def _metadata(architecture: str, pooling: int) -> Metadata:
    return {"general.architecture": architecture, f"{architecture}.pooling_type": pooling}


@pytest.mark.parametrize("pooling", [PoolingType.MEAN, PoolingType.CLS])
def test_an_encoder_reads_the_text_alone(pooling: PoolingType) -> None:
    """BERT's kin says how it pools, and wants nothing before a text."""
    assert embedding_recipe(_metadata("bert", pooling)) == Recipe(pooling)


def test_a_decoder_is_told_what_a_question_is_for() -> None:
    """The form Qwen3-Embedding was trained on; passages stand as they are."""
    recipe = embedding_recipe(_metadata("qwen3", PoolingType.LAST))
    assert recipe is not None
    assert recipe.before_query.startswith("Instruct: ")
    assert recipe.before_query.endswith("\nQuery:")
    assert recipe.before_passage == ""


def test_models_trained_on_task_names_get_them() -> None:
    """Questions and passages begin differently."""
    recipe = embedding_recipe(_metadata("nomic-bert", PoolingType.MEAN))
    assert recipe == Recipe(PoolingType.MEAN, "search_query: ", "search_document: ")


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"general.architecture": "llama"},
        _metadata("bert", PoolingType.RANK),
        _metadata("bert", PoolingType.NONE),
        _metadata("bert", 99),
        {"general.architecture": "qwen3", "llama.pooling_type": PoolingType.MEAN},
    ],
)
def test_other_models_do_not_embed(metadata: Metadata) -> None:
    """A chat model, a reranker, and a pooling nobody knows."""
    assert embedding_recipe(metadata) is None


def test_its_name_changes_with_what_changes_vectors() -> None:
    """Pooling and both beginnings count, and where one ends and the other begins."""
    recipes = [
        Recipe(PoolingType.MEAN),
        Recipe(PoolingType.CLS),
        Recipe(PoolingType.MEAN, "a", "b"),
        Recipe(PoolingType.MEAN, "ab", ""),
        Recipe(PoolingType.MEAN, "", "ab"),
    ]
    assert len({recipe.name for recipe in recipes}) == len(recipes)
