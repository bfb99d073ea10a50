"""Several readers of the real default model: nobody's tokens depend on who else is there."""

import random
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.engine.ports import Run
from bot.models.decoder import NativeDecoder
from bot.models.llama import LlamaChat
from bot.models.native import NativeModel
from bot.models.sampler import Sampler
from bot.ports import Sampling, Usage, Waiting
from tests.fakes.patience import wait_until

pytestmark = pytest.mark.model

CONTEXT = 512
PAPER = (
    "Sparse graphs arise in chemistry, in traffic and in language. We present Twig, a method that "
    "learns to drop 70% of the edges of a graph before a network reads it. On 14 data sets Twig "
    "halves the time of training and loses 0.3 points of accuracy at most. We release the code. "
)
# The first two share a beginning long enough to be copied, and go on by copying from it.
PROMPTS = (
    *(f"{PAPER}\n{task}: Sparse graphs arise in" for task in ("Copy", "Again")),
    "one two three four five six seven one two three four five six",
    "The colours of the rainbow are",
    "Question: What is a vertex?\nAnswer:",
)
GREEDY = Sampling(max_tokens=16)
DRAWN = Sampling(max_tokens=16, temperature=0.8, seed=11)


class _Alone:
    """Generates in the plainest way: one sequence, no reuse, no guess, a token a step."""

    def __init__(self, decoder: NativeDecoder) -> None:
        self._decoder = decoder

    def tokens(self, prompt: Sequence[int], sampling: Sampling) -> list[int]:
        """Return what one request alone gets."""
        self._decoder.cut(0, 0)
        tokens = list(prompt)
        held = 0
        with closing(Sampler(self._decoder, sampling)) as sampler:
            for _ in range(sampling.max_tokens):
                self._decoder.decode([Run(0, held, tokens[held:], 1)])
                held = len(tokens)
                tokens.append(sampler.next(0))
        return tokens[len(prompt) :]


@pytest.fixture(scope="module")
def alone(chat_model_path: Path) -> Iterator[_Alone]:
    """Open the default model for the plainest way."""
    model = NativeModel(chat_model_path)
    try:
        with NativeDecoder(model, sequences=1, context_tokens=CONTEXT, threads=2) as decoder:
            yield _Alone(decoder)
    finally:
        model.close()


@pytest.fixture(scope="module")
def chat(chat_model_path: Path) -> Iterator[LlamaChat]:
    """Open the default model for three readers."""
    with LlamaChat(chat_model_path, name="x", context_tokens=CONTEXT, readers=3) as opened:
        yield opened


@pytest.fixture(scope="module")
def prompts(chat: LlamaChat) -> list[list[int]]:
    """Return the tokens of all prompts."""
    return [chat.counting.counter.encode(text) for text in PROMPTS]


@pytest.fixture(scope="module", params=[GREEDY, DRAWN], ids=["greedy", "drawn"])
def sampling(request: pytest.FixtureRequest) -> Sampling:
    """Return how tokens are drawn."""
    chosen: Sampling = request.param
    return chosen


@pytest.fixture(scope="module")
def expected(alone: _Alone, prompts: list[list[int]], sampling: Sampling) -> list[list[int]]:
    """Return what each prompt gets alone."""
    return [alone.tokens(prompt, sampling) for prompt in prompts]


def _read(steps: Generator[Waiting | Sequence[int], None, Usage]) -> tuple[list[int], Usage]:
    got: list[int] = []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return got, end.value
        if not isinstance(step, Waiting):
            got += step


def _ask(chat: LlamaChat, prompt: Sequence[int], sampling: Sampling) -> list[int]:
    return _read(chat.generate(prompt, sampling, ignore_end=True))[0]


@pytest.mark.parametrize("speculate", [False, True], ids=["a token a step", "guessing"])
def test_a_prefix_used_again_changes_no_token(
    chat: LlamaChat,
    prompts: list[list[int]],
    sampling: Sampling,
    expected: list[list[int]],
    *,
    speculate: bool,
) -> None:
    """One after the other: beginnings are copied, or gone on from in their own sequence."""
    before = chat.load
    for prompt, tokens in zip(prompts[:3], expected[:3], strict=True):
        for _ in range(2):
            assert _ask(chat, prompt, replace(sampling, speculate=speculate)) == tokens
    after = chat.load
    assert after.reused_tokens - before.reused_tokens > sum(map(len, prompts[:3]))
    assert (after.accepted_tokens > before.accepted_tokens) == speculate


def test_a_prefix_copied_from_a_reader_at_work_changes_no_token(
    chat: LlamaChat, prompts: list[list[int]], sampling: Sampling, expected: list[list[int]]
) -> None:
    """Neither for who copies nor for who is copied from."""
    with closing(chat.generate(prompts[0], sampling, ignore_end=True)) as steps:
        step: Waiting | Sequence[int] = Waiting(0)
        while isinstance(step, Waiting):
            step = next(steps)
        own = replace(sampling, speculate=False)
        copied, usage = _read(chat.generate(prompts[1], own, ignore_end=True))
        rest, _ = _read(steps)
    assert usage.reused > 60
    assert copied == expected[1]
    assert [*step, *rest] == expected[0]


def test_readers_at_once_get_what_each_gets_alone(
    chat: LlamaChat, prompts: list[list[int]], sampling: Sampling, expected: list[list[int]]
) -> None:
    """More than there are sequences, arriving and ending at different times, half of them guessing.

    Some ask for fewer tokens, so that their places are taken while others write.
    """
    before = chat.load.decoded_tokens

    def ask(number: int) -> int:
        which = number % len(prompts)
        most = (5, 16, 9)[number % 3]
        own = replace(sampling, max_tokens=most, speculate=number % 2 == 0)
        got = _ask(chat, prompts[which], own)
        assert got == expected[which][:most]
        return len(got)

    with ThreadPoolExecutor(8) as readers:
        tokens = sum(readers.map(ask, range(2 * len(prompts))))
    # how many guesses are checked beside other writers depends on the machine's pace
    assert chat.load.decoded_tokens - before == tokens


def test_leaving_while_a_long_prompt_is_read_frees_the_place(chat_model_path: Path) -> None:
    """After the step under way; the rest of the prompt is not read."""
    with LlamaChat(chat_model_path, name="x", context_tokens=2048, readers=1) as chat:
        prompt = chat.counting.counter.encode("graph " * 1600)
        with closing(chat.generate(prompt, GREEDY)) as steps:
            while chat.load.answering == 0:
                assert isinstance(next(steps), Waiting)
            begun = chat.load.steps
        assert wait_until(lambda: chat.load.answering == 0, timeout_s=20)
        assert chat.load.steps <= begun + 1
        assert chat.load.decoded_tokens == 0
        assert chat.load.kv_tokens_used < len(prompt)


def test_hundreds_of_readers_leave_nothing_behind(chat_model_path: Path) -> None:
    """Three hundred requests, many left early: all places are free, and memory does not grow."""
    with LlamaChat(chat_model_path, name="x", context_tokens=256, readers=4) as chat:
        encode = chat.counting.counter.encode
        questions = [encode(text) for text in ("Name a colour.", "What is a graph?", "Say yes.")]

        def ask(number: int) -> None:
            dice = random.Random(number)  # noqa: S311 -- for variety
            sampling = Sampling(
                max_tokens=3,
                temperature=dice.choice([0.0, 1.0]),
                grammar=dice.choice(["", 'root ::= "red" | "one" [a-z ]*']),
                seed=number,
            )
            steps = chat.generate(dice.choice(questions), sampling)
            with closing(steps):
                for _ in zip(range(dice.choice([0, 1, 2, 9])), steps, strict=False):
                    pass

        with ThreadPoolExecutor(8) as readers:
            list(readers.map(ask, range(100)))
            before = psutil.Process().memory_info().rss
            list(readers.map(ask, range(100, 300)))
        assert wait_until(lambda: (chat.load.answering, chat.load.waiting) == (0, 0))
        assert psutil.Process().memory_info().rss - before < 20 * 2**20
        assert chat.load.kv_tokens_used <= chat.load.kv_tokens
