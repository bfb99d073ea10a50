"""What drafting from the prompt gains where a summary copies from it, and whether it changes any.

The prompts are those that summaries are made with, filled with sentences and with whole abstracts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.subject import Continuation, TokenModel, continue_prompt
from bot.ports import Message
from prompts.render import render
from vectorstore.chunk import split_sentences
from vectorstore.records import Paper

_MOST_TOKENS = 160


@dataclass(frozen=True, slots=True)
class SpeculationFigures:
    """One kind of summary: tokens a second without and with drafts; prompts are read beforehand.

    `acceptance` is the share of drafted tokens that were right. `differing` outputs, of `outputs`,
    should be none: drafts change the speed, never the tokens.
    """

    kind: str
    outputs: int
    written_tokens: int
    plain_per_s: float
    speculating_per_s: float
    gain: float
    acceptance: float
    differing: int


def summary_prompts(papers: Sequence[Paper]) -> dict[str, tuple[tuple[Message, ...], ...]]:
    """Return the messages of summaries by kind: first sentences and whole abstracts."""
    sentences = [split_sentences(paper.abstract)[0].text for paper in papers]
    abstracts = [paper.abstract for paper in papers]
    return {
        "sentence, shortened": tuple(_messages("shorten", text) for text in sentences),
        "sentence, simplified": tuple(_messages("simplify", text) for text in sentences),
        "abstract, shortened": tuple(_messages("shorten", text) for text in abstracts),
    }


def measure_speculation(
    model: TokenModel, kind: str, prompts: Sequence[Sequence[int]]
) -> SpeculationFigures:
    """Let one reader ask each prompt without and with drafts, in turns which comes first."""
    plain: list[Continuation] = []
    speculating: list[Continuation] = []
    drafted, accepted = model.load.drafted_tokens, model.load.accepted_tokens
    for place, prompt in enumerate(prompts):
        continue_prompt(model, prompt, 1, speculate=False)
        for speculate in (False, True) if place % 2 else (True, False):
            results = speculating if speculate else plain
            results.append(continue_prompt(model, prompt, _MOST_TOKENS, speculate=speculate))
    drafted = model.load.drafted_tokens - drafted
    accepted = model.load.accepted_tokens - accepted
    without, with_drafts = _rate(plain), _rate(speculating)
    return SpeculationFigures(
        kind=kind,
        outputs=len(prompts),
        written_tokens=sum(len(item.tokens) for item in plain),
        plain_per_s=without,
        speculating_per_s=with_drafts,
        gain=with_drafts / without if without else 0.0,
        acceptance=accepted / drafted if drafted else 0.0,
        differing=sum(
            one.tokens != other.tokens for one, other in zip(plain, speculating, strict=True)
        ),
    )


def _messages(prompt: str, text: str) -> tuple[Message, ...]:
    return (
        Message("system", render("rewrite_system", {})),
        Message("user", render(f"{prompt}_user", {"sentence": text})),
    )


def _rate(results: Sequence[Continuation]) -> float:
    seconds = sum(result.seconds for result in results)
    return sum(len(result.tokens) for result in results) / seconds if seconds else 0.0
