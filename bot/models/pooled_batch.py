"""Whole texts read by llama.cpp in one step, each to one pooled output. Knows no model's layout."""

from collections.abc import Sequence

from bot.models.llama_library import llama_cpp


def read_together(
    context: llama_cpp.llama_context_p,
    batch: llama_cpp.llama_batch,
    sequences: Sequence[Sequence[int]],
) -> int:
    """Have the tokens of some texts computed side by side; return llama.cpp's status, 0 for done.

    What was read before is forgotten. `batch` has room for all of them; the output of text i is
    that of sequence i.
    """
    _fill(batch, sequences)
    memory = llama_cpp.llama_get_memory(context)
    if not memory:  # an encoder
        return int(llama_cpp.llama_encode(context, batch))
    llama_cpp.llama_memory_clear(memory, True)  # noqa: FBT003 -- C call: its data too
    return int(llama_cpp.llama_decode(context, batch))


def _fill(batch: llama_cpp.llama_batch, sequences: Sequence[Sequence[int]]) -> None:
    row = 0
    for sequence, tokens in enumerate(sequences):
        for position, token in enumerate(tokens):
            batch.token[row] = token
            batch.pos[row] = position  # type: ignore[call-overload]  # its hint is wrong: numbers
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = sequence
            batch.logits[row] = True
            row += 1
    batch.n_tokens = row
