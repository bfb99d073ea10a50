"""A vocabulary for a made model: a real one borrowed from a file, or one of plain byte strings.

Both are byte-level BPE, which llama.cpp loads and `bot.models.vocabulary` can count with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from gguf import TokenType

from bot.errors import ModelRefused
from bot.models.gguf_metadata import Metadata, read_metadata

_BYTES = 256
_CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Tokens by id, their kinds (`gguf.TokenType`), the merges in order, and the rest of it."""

    split: str
    tokens: Sequence[str]
    kinds: Sequence[int]
    merges: Sequence[str]
    beginning: int
    ending: int
    template: str


def make_table(size: int) -> TokenTable:
    """Return a table of `size` tokens: single bytes, then pairs and triples, then control tokens.

    Every token is an earlier one and a byte, so each has its merge.
    """
    letters = _byte_letters()
    plain = list(letters)
    merges = []
    for place in range(size - _BYTES - len(_CONTROL)):
        earlier, last = plain[place // _BYTES], letters[place % _BYTES]
        plain.append(earlier + last)
        merges.append(f"{earlier} {last}")
    return TokenTable(
        split="gpt-2",
        tokens=[*plain, *_CONTROL],
        kinds=[TokenType.NORMAL] * len(plain) + [TokenType.CONTROL] * len(_CONTROL),
        merges=merges,
        beginning=len(plain),
        ending=len(plain) + len(_CONTROL) - 1,
        template=_TEMPLATE,
    )


def borrow_table(path: Path) -> TokenTable:
    """Return the vocabulary of a GGUF file. Raises ModelRefused where it is not byte-level BPE."""
    metadata = read_metadata(path)
    if metadata.get("tokenizer.ggml.model") != "gpt2":
        raise _refused(path, "its vocabulary is no byte-level BPE")
    ending = metadata.get("tokenizer.ggml.eos_token_id")
    if not isinstance(ending, int):
        raise _refused(path, "it names no token that ends a text")
    beginning = metadata.get("tokenizer.ggml.bos_token_id", ending)
    return TokenTable(
        split=str(metadata.get("tokenizer.ggml.pre", "gpt-2")),
        tokens=[str(token) for token in _array(metadata, "tokens", path)],
        kinds=[int(kind) for kind in _array(metadata, "token_type", path)],
        merges=[str(merge) for merge in _array(metadata, "merges", path)],
        beginning=beginning if isinstance(beginning, int) else ending,
        ending=ending,
        template=str(metadata.get("tokenizer.chat_template", _TEMPLATE)),
    )


def _array(metadata: Metadata, name: str, path: Path) -> Sequence[str | int | float | bool]:
    value = metadata.get(f"tokenizer.ggml.{name}")
    if not isinstance(value, list):
        raise _refused(path, f"it has no {name}")
    return value


def _byte_letters() -> list[str]:
    """Return the printable stand-in of each byte, as GPT-2 has them, the printable ones first."""
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = count(0x100)
    printable = set(own)
    return [
        *map(chr, own),
        *(chr(next(others)) for byte in range(_BYTES) if byte not in printable),
    ]


def _refused(path: Path, why: str) -> ModelRefused:
    return ModelRefused(
        f"The vocabulary of {path} cannot be borrowed: {why}.",
        remedy="Name a GGUF file of a Llama 3, Qwen or SmolLM model, or leave --vocabulary out.",
    )
