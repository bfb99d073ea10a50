"""A shape small enough to write and run within a test."""

from bot.evaluation.model_shapes import Architecture, Shape


def tiny_shape(architecture: Architecture, width: int) -> Shape:
    """Return a model of two layers."""
    return Shape(
        architecture=architecture,
        name="tiny",
        vocabulary=600,
        width=width,
        layers=2,
        heads=4,
        kv_heads=2,
        head_width=32,
        feed_forward=2 * width,
        tied=architecture == "llama",
        rope_base=10_000.0,
        norm_epsilon=1e-5,
        context_tokens=8192,
    )
