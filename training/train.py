"""Train the answer selector and write its adapter: see README.md beside this file."""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch.nn import functional

from bot.models.answer_selector import PairInput, pair_inputs
from bot.models.minilm import MiniLM
from bot.models.onnx_session import open_tokenizer
from bot.models.registry import find
from training.examples import Example, beside_others, read_examples, without_answers
from training.low_rank import adapter_tensors
from training.pair_model import Batch, head, log_odds, trainable

_BATCH = 16
_HEAD_RATE = 1e-3
_WARM_STEPS = 100
_HELD_OUT = 90  # papers
_LIKE = 5
_ANSWER_WEIGHT = 3.0  # one sentence in seven answers
_SENTENCE_LOSS = 2.0
_ABSENT = -99.0
_POOL = 16  # batches sorted by length together


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen: shares are of the questions that are added in another form."""

    epochs: int
    rate: float
    without: float
    beside: float
    rank: int


def main() -> None:
    """Read the command line, train, report on held-out papers, write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, help="the folder of minilm's files")
    parser.add_argument("papers", type=Path, help="arXiv records as JSON lines, plain or .xz")
    parser.add_argument("out", type=Path, help="the adapter to write")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--without", type=float, default=0.25)
    parser.add_argument("--beside", type=float, default=0.25)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--papers-most", type=int, default=None, help="for a first try")
    given = parser.parse_args()
    options = Options(given.epochs, given.rate, given.without, given.beside, given.rank)
    torch.manual_seed(0)
    examples = read_examples(Path(__file__).with_name("questions.jsonl"), given.papers)
    papers = list(dict.fromkeys(example.paper for example in examples))[: given.papers_most]
    held = set(papers[-_HELD_OUT:]) if len(papers) > _HELD_OUT else set(papers[-1:])
    weights, tokenizer = given.models / "model.safetensors", given.models / "tokenizer.json"
    before = load_file(weights)
    parameters = {name: torch.from_numpy(values.copy()) for name, values in before.items()}
    parameters |= head(torch.Generator().manual_seed(0))
    trainer = _Trainer(parameters, open_tokenizer(tokenizer), options)
    sha256 = find("minilm").files[0].sha256 or ""
    like = _like(examples, MiniLM(weights, tokenizer, weights_sha256=sha256))
    train = [e for e in examples if e.paper in set(papers) - held]
    trainer.train(train, [e for e in examples if e.paper in held], like)
    after = {name: values.detach().numpy() for name, values in trainer.changed.items()}
    save_file(adapter_tensors(before, after, options.rank), given.out)


class _Trainer:
    """Changes parameters; `changed` are those that it may."""

    def __init__(
        self, parameters: dict[str, torch.Tensor], tokenizer: Tokenizer, options: Options
    ) -> None:
        self._parameters = parameters
        self.changed = trainable(parameters)
        self._tokenizer = tokenizer
        self._tokenizer.encode_special_tokens = True
        self._options = options
        self._random = random.Random(0)

    def train(
        self, train: Sequence[Example], held: Sequence[Example], like: dict[str, list[str]]
    ) -> None:
        """Learn from examples, and report after each epoch on those held out."""
        options = self._options
        rounds = [self._round(train, like) for _ in range(options.epochs)]
        steps = sum(map(len, rounds))
        groups = [
            {"params": [v for n, v in self.changed.items() if not n.startswith("head.")]},
            {
                "params": [v for n, v in self.changed.items() if n.startswith("head.")],
                "lr": _HEAD_RATE,
            },
        ]
        optimiser = torch.optim.AdamW(groups, lr=options.rate, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda n: min((n + 1) / _WARM_STEPS, max(0.0, 1 - n / steps))
        )
        began = perf_counter()
        for epoch, batches in enumerate(rounds, start=1):
            losses = []
            for batch in batches:
                loss = self._loss(batch)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.changed.values(), 1.0)
                optimiser.step()
                schedule.step()
                losses.append(loss.item())
            spent = perf_counter() - began
            print(f"epoch {epoch}: loss {np.mean(losses):.3f}, {spent:.0f} s", flush=True)
            self._report(held)

    def _round(
        self, train: Sequence[Example], like: dict[str, list[str]]
    ) -> list[list[tuple[Example, PairInput]]]:
        """Return the batches of one epoch: pairs of like length together, in random order."""
        rng, options = self._random, self._options
        bared = [without_answers(e) for e in train if e.answers and rng.random() < options.without]
        others = [e for e in beside_others(train, like, rng) if rng.random() < options.beside]
        pairs = [
            (example, read)
            for example in (*train, *bared, *others)
            if example.abstract.sentences
            for read in self._read(example)[:1]
        ]
        rng.shuffle(pairs)
        pool = _BATCH * _POOL
        pairs = [
            pair
            for start in range(0, len(pairs), pool)
            for pair in sorted(pairs[start : start + pool], key=lambda pair: len(pair[1].ids))
        ]
        batches = [pairs[start : start + _BATCH] for start in range(0, len(pairs), _BATCH)]
        rng.shuffle(batches)
        return batches

    def _read(self, example: Example) -> list[PairInput]:
        abstract = example.abstract
        return pair_inputs(self._tokenizer, example.question, abstract.title, abstract.sentences)

    def _scores(
        self, pairs: Sequence[tuple[Example, PairInput]], *, drop: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        batch = Batch.of([read for _, read in pairs])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = log_odds(self._parameters, batch, drop=drop)
        return scores.float(), batch.real

    def _loss(self, pairs: Sequence[tuple[Example, PairInput]]) -> torch.Tensor:
        """Return the loss of sentences (does it answer?) and of pairs (does any?)."""
        scores, real = self._scores(pairs, drop=True)
        answers = torch.zeros_like(scores)
        for row, (example, _) in enumerate(pairs):
            for place in example.answers:
                answers[row, min(place, scores.shape[1] - 1)] = 1
        each = functional.binary_cross_entropy_with_logits(scores, answers, reduction="none")
        weighted = each * torch.where(answers > 0, _ANSWER_WEIGHT, 1.0)
        some = torch.logsumexp(scores.masked_fill(~real, _ABSENT), 1)
        answered = torch.tensor([float(bool(example.answers)) for example, _ in pairs])
        whole = functional.binary_cross_entropy_with_logits(some, answered)
        return _SENTENCE_LOSS * weighted[real].mean() + whole

    def _report(self, held: Sequence[Example]) -> None:
        """Print how well held-out questions are told apart, and how often the sentence is right."""
        some, right = [], []
        with torch.no_grad():
            for pairs in self._pieces(held):
                scores, real = self._scores(pairs, drop=False)
                scores = scores.masked_fill(~real, _ABSENT)
                some += torch.logsumexp(scores, 1).tolist()
                right += [
                    int(best) in example.answers
                    for best, (example, _) in zip(scores.argmax(1), pairs, strict=True)
                    if example.answers
                ]
        answered = np.array([bool(example.answers) for example in held])
        odds = np.array(some)
        refused = np.mean(odds[~answered] < np.quantile(odds[answered], 0.05))
        print(
            f"  area {roc_auc_score(answered, odds):.3f}, near misses below 95 % of the answered "
            f"{refused:.2f}, right sentence first {np.mean(right):.3f}",
            flush=True,
        )

    def _pieces(self, held: Sequence[Example]) -> Iterator[list[tuple[Example, PairInput]]]:
        pairs = [(example, self._read(example)[0]) for example in held]
        for start in range(0, len(pairs), _BATCH):
            yield pairs[start : start + _BATCH]


def _like(examples: Sequence[Example], embedder: MiniLM) -> dict[str, list[str]]:
    """Return each paper's nearest others."""
    texts = {example.paper: example.abstract.text for example in examples}
    papers = list(texts)
    vectors = embedder.embed_passages(list(texts.values()))
    nearest = np.argsort(-(vectors @ vectors.T), axis=1)[:, 1 : _LIKE + 1]
    return {papers[row]: [papers[n] for n in near] for row, near in enumerate(nearest)}


if __name__ == "__main__":
    main()
