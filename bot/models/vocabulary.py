"""A GGUF file's own vocabulary as a tiktoken encoding, and the choice of what counts tokens.

tiktoken gives the same tokens as llama.cpp's tokenizer 19 times faster. It fits byte-level BPE
("gpt2") whose splitting pattern is known; for any other vocabulary, or one that differs on the
samples below, llama.cpp's own tokenizer counts and the reason is kept for `paperbot doctor`.
Text is always ordinary text: the name of a control token in it is spelled out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import tiktoken
from gguf import TokenType

from bot.models.gguf_metadata import Metadata
from bot.models.native import NativeModel

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
# llama.cpp cuts out single digits first and applies GPT-2's pattern to what lies between, so the
# space before a digit ends a stretch and is a piece of its own.
_DIGITS = r"'s|'t|'re|'ve|'m|'ll|'d|\p{N}| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?=\p{N})|\s+(?!\S)|\s+"
_ENGLISH = r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]"
_TAIL = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_LLAMA3 = (
    rf"{_ENGLISH}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}"
    rf"| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_TAIL}"
)
_QWEN2 = rf"{_ENGLISH}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_TAIL}"
_QWEN35 = (
    rf"{_ENGLISH}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}"
    rf"| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|{_TAIL}"
)

# `tokenizer.ggml.pre` to pattern, after llama-vocab.cpp of llama-cpp-python 0.3.36.
_PATTERNS = {
    "gpt-2": _GPT2,
    "phi-2": _GPT2,
    "mpt": _GPT2,
    "olmo": _GPT2,
    "smollm": _DIGITS,
    "starcoder": _DIGITS,
    "refact": _DIGITS,
    "command-r": _DIGITS,
    "codeshell": _DIGITS,
    "exaone": _DIGITS,
    "llama3": _LLAMA3,
    "llama-v3": _LLAMA3,
    "llama-bpe": _LLAMA3,
    "qwen2": _QWEN2,
    "deepseek-r1-qwen": _QWEN2,
    "qwen35": _QWEN35,
}
# Vocabularies in which a whole word that is a token is taken as it stands, merges or not.
_WHOLE_WORDS = frozenset({"llama3", "llama-v3", "llama-bpe"})

# tiktoken's pattern engine overflows its stack on a run of some 10^5 to 10^6 spaces (a panic that
# no `except Exception` sees); longer texts are encoded stretch by stretch.
_STRETCH = 50_000
_ABSENT = -1  # a byte for which the vocabulary has no token: llama.cpp leaves it out

_NOWHERE = re.compile(r"(?!)")
_TAG = re.compile(r"<.+>|\[.+\]")

# What tells two tokenizers apart: digits, spaces, code, scripts, emoji, names of control tokens.
SAMPLES = (
    "In 2024, SPANN was 2x faster than DiskANN at 90.5% recall (p < 0.001).",
    "  two  spaces\tand\ttabs \n\n a blank line, trailing space \r\n\r\n  \n7  8\n",
    "def f(x):\n    return {'a': x[0] ** 2, \"b\": None}  # it's we'll THEY'RE\n",
    "naïve café Ångström — “quotes” … αβγ ∑ᵢ xᵢ² ≤ ½ ① Ⅷ",
    "大型语言模型在2024年。日本語のテキスト、한국어 텍스트 हिन्दी العربية ไทย",
    "🙂👩‍🔬🇩🇪 a\u00a0b\u2003c\u200bd\ufeff e\u0301",
    "<|im_start|>system\n<|im_end|><|endoftext|></s>[INST] <s> <unk>",
    "https://github.com/a-b/c_d.e?f=1&g=%20#h foo@bar.org $\\mathcal{O}(n \\log n)$ ______ ====",
    "\x00\x01 control \x7f\x85 bytes",
)


class Vocabulary:
    """A tiktoken encoding and the GGUF token id of each of its ranks."""

    def __init__(self, encoding: tiktoken.Encoding, ids: Sequence[int]) -> None:
        self.encoding = encoding
        self._ids = ids
        self._absent = frozenset(rank for rank, token in enumerate(ids) if token == _ABSENT)

    def encode(self, text: str) -> list[int]:
        """Return the GGUF ids of `text` as ordinary text."""
        ids = self._ids
        return [ids[rank] for rank in self._ranks(text) if rank not in self._absent]

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""
        ranks = self._ranks(text)
        if self._absent.isdisjoint(ranks):
            return len(ranks)
        return sum(rank not in self._absent for rank in ranks)

    def _ranks(self, text: str) -> list[int]:
        if len(text) <= _STRETCH:
            return self.encoding.encode_ordinary(text)
        stretches = (text[start : start + _STRETCH] for start in range(0, len(text), _STRETCH))
        return [rank for stretch in stretches for rank in self.encoding.encode_ordinary(stretch)]


class NativeCounter:
    """Counts with llama.cpp's own tokenizer."""

    def __init__(self, model: NativeModel) -> None:
        self._model = model
        self._tags = _tags(model.metadata)

    def encode(self, text: str) -> list[int]:
        """Return the GGUF ids of `text` as ordinary text.

        llama.cpp reads user-defined tokens (`<think>` in some vocabularies) even in ordinary
        text: each is cut behind its first character, so that it is spelled out as well.
        """
        cuts = [match.start() + 1 for match in self._tags.finditer(text)]
        parts = (text[start:end] for start, end in pairwise([0, *cuts, len(text)]))
        return [token for part in parts for token in self._model.tokenise(part, control=False)]

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""
        return len(self.encode(text))


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """What counts and encodes ordinary text, by which route, and why it is not tiktoken."""

    counter: Vocabulary | NativeCounter
    route: Literal["tiktoken", "llama.cpp"]
    reason: str


class Unmappable(Exception):
    """A vocabulary that tiktoken cannot express; the message says why."""


def build_vocabulary(metadata: Metadata) -> Vocabulary:
    """Map a GGUF vocabulary to tiktoken; raises Unmappable with the reason.

    Ranks are the order of the file's merges, single bytes first: the order in which BPE joins.
    """
    pattern = _pattern(metadata)
    tokens, kinds, merges = (
        _array(metadata, f"tokenizer.ggml.{name}") for name in ("tokens", "token_type", "merges")
    )
    to_byte = _bytes_by_character()
    ids = {
        str(text): number
        for number, (text, kind) in enumerate(zip(tokens, kinds, strict=False))
        if kind == TokenType.NORMAL
    }
    spellings = dict.fromkeys(to_byte)
    spellings.update(dict.fromkeys(str(merge).replace(" ", "", 1) for merge in merges))
    if metadata["tokenizer.ggml.pre"] in _WHOLE_WORDS:
        spellings.update(dict.fromkeys(ids))
    if not ids.keys() >= set(spellings).difference(to_byte):
        raise Unmappable("its merges form words that are no tokens")
    try:
        ranks = {
            bytes(map(to_byte.__getitem__, spelling)): rank
            for rank, spelling in enumerate(spellings)
        }
    except KeyError as error:
        raise Unmappable(f"its merges use {error.args[0]!r}, which stands for no byte") from error
    encoding = tiktoken.Encoding("gguf", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return Vocabulary(encoding, [ids.get(spelling, _ABSENT) for spelling in spellings])


def choose_counter(model: NativeModel) -> CounterChoice:
    """Take tiktoken if it gives llama.cpp's tokens on every sample, else llama.cpp itself."""
    try:
        vocabulary = build_vocabulary(model.metadata)
    except Unmappable as error:
        return CounterChoice(NativeCounter(model), "llama.cpp", str(error))
    native = NativeCounter(model)
    for sample in SAMPLES:
        if vocabulary.encode(sample) != native.encode(sample):
            reason = f"tiktoken and llama.cpp differ on {sample[:40]!r}"
            return CounterChoice(native, "llama.cpp", reason)
    return CounterChoice(vocabulary, "tiktoken", "")


def _tags(metadata: Metadata) -> re.Pattern[str]:
    """Match the user-defined tokens that look like tags; runs of spaces may stay one token."""
    tokens = metadata.get("tokenizer.ggml.tokens")
    kinds = metadata.get("tokenizer.ggml.token_type")
    if not isinstance(tokens, list) or not isinstance(kinds, list):
        return _NOWHERE
    names = [
        re.escape(str(text))
        for text, kind in zip(tokens, kinds, strict=False)
        if kind == TokenType.USER_DEFINED and _TAG.fullmatch(str(text))
    ]
    return re.compile("|".join(names)) if names else _NOWHERE


def _pattern(metadata: Metadata) -> str:
    kind = metadata.get("tokenizer.ggml.model")
    if kind != "gpt2":
        raise Unmappable(f"its vocabulary is of the kind {kind!r}; byte-level BPE is 'gpt2'")
    split = metadata.get("tokenizer.ggml.pre")
    pattern = _PATTERNS.get(str(split))
    if pattern is None:
        raise Unmappable(f"its splitting pattern {split!r} is not known here")
    return pattern


def _array(metadata: Metadata, key: str) -> Sequence[object]:
    value = metadata.get(key)
    if not isinstance(value, list):
        raise Unmappable(f"it has no {key}")
    return value


def _bytes_by_character() -> dict[str, int]:
    """Return GPT-2's printable stand-in for each byte, in byte order of the stand-ins' source.

    Printable Latin-1 bytes stand for themselves; the other 68 are numbered from U+0100.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    table.update({chr(0x100 + place): byte for place, byte in enumerate(others)})
    return table
