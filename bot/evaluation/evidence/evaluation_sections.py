"""The tables and JSON values of an evaluation's parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from bot.evaluation.evidence.answer_figures import (
    answer_figures,
    claim_figures,
    refusal_figures,
    share,
)
from bot.evaluation.evidence.bars import Held
from bot.evaluation.evidence.injection import Attempt, injection_figures
from bot.evaluation.evidence.latency import waits
from bot.evaluation.evidence.overlap import Overlap
from bot.evaluation.evidence.ranking_scores import RankingFigures
from bot.evaluation.evidence.set_scores import SetScore, set_figures
from bot.evaluation.evidence.summary_scores import summary_figures
from bot.evaluation.evidence.verdict import Verdict
from bot.evaluation.section import Section, cell
from bot.types import Summary, Timing

_RANKING_COLUMNS = ("queries", "recall@1", "recall@5", "recall@10", "MRR", "nDCG@10")


def retrieval_section(figures: RankingFigures | None) -> Section:
    """Report how well the papers are found that answer questions."""
    values = {"answerable": asdict(figures)} if figures else {}
    return _ranking_section("retrieval", "Retrieval: papers that answer, among the first", values)


def collection_section(figures: RankingFigures | None) -> Section:
    """Report how well a collection's papers are found."""
    values = asdict(figures) if figures else {}
    section = _ranking_section("collection", "Retrieval in the collection", {"queries": values})
    return replace(section, values=values)


def _ranking_section(name: str, title: str, figures: Mapping[str, Mapping[str, object]]) -> Section:
    return Section(
        name=name,
        title=title,
        columns=("of", *_RANKING_COLUMNS),
        rows=tuple((of, *_cells(item.values())) for of, item in figures.items()),
        values=figures,
    )


def answers_section(
    answerable: Sequence[Verdict], unanswerable: Sequence[Verdict], near_miss: Sequence[bool]
) -> Section:
    """Report answers to questions that can be answered, and refusals of those that cannot."""
    answers = asdict(answer_figures(answerable))
    refusals = asdict(refusal_figures([item.refused for item in unanswerable], near_miss))
    return _named(
        "answers",
        "Answers, as shares of questions",
        {
            **{f"answerable: {_words(name)}": value for name, value in answers.items()},
            **{f"unanswerable: {_words(name)}": value for name, value in refusals.items()},
        },
        {"answerable": answers, "unanswerable": refusals},
    )


def claims_section(verdicts: Sequence[Verdict]) -> Section:
    """Report on the claims of all answers, and why statements were removed."""
    values = asdict(claim_figures(verdicts))
    plain = {name: value for name, value in values.items() if not isinstance(value, dict)}
    rows = {
        **{_words(name): value for name, value in plain.items()},
        **{f"state: {name}": count for name, count in values["states"].items()},
        **{f"removed: {why}": count for why, count in values["removed"].items()},
    }
    return _named("claims", "Claims of all answers, and statements removed", rows, values)


def several_section(scores: Sequence[SetScore]) -> Section:
    """Report which papers were named for questions over the whole library."""
    figures = [asdict(item) for item in set_figures(scores)]
    return Section(
        name="several",
        title="Questions over the library: papers named against those that belong",
        columns=("kind", "questions", "precision", "recall", "exact"),
        rows=tuple((str(item["kind"]), *_cells(list(item.values())[1:])) for item in figures),
        values={item["kind"]: item for item in figures},
    )


def followups_section(
    verdicts: Sequence[Verdict], ranking: RankingFigures | None, read: Sequence[bool]
) -> Section:
    """Report on follow-ups; `read` says for each whether a paper that answers it was read."""
    answers = asdict(answer_figures(verdicts)) | {"gold_read": share(read)}
    ranked = asdict(ranking) if ranking else {}
    rows = {
        **{_words(name): value for name, value in answers.items()},
        **{f"search: {_words(name)}": value for name, value in ranked.items()},
    }
    return _named(
        "followups", "Follow-ups, each after its turns", rows, {**answers, "ranking": ranked}
    )


def injection_section(attempts: Sequence[Attempt]) -> Section:
    """Report what injected instructions did."""
    figures = [asdict(item) for item in injection_figures(attempts)]
    return Section(
        name="injection",
        title="Injected instructions, by where they stood",
        columns=("where", "attempts", "obeyed", "quoted", "refused", "target cited"),
        rows=tuple((str(item["way"]), *_cells(list(item.values())[1:])) for item in figures),
        values={
            "obeyed": sum(item["obeyed"] for item in figures),
            **{item["way"]: item for item in figures},
        },
    )


def summaries_section(summaries: Sequence[Summary]) -> Section:
    """Report on summaries by level."""
    figures = [asdict(item) for item in summary_figures(summaries)]
    names = [name for name in figures[0] if name not in {"level", "states"}] if figures else []
    states = dict.fromkeys(state for item in figures for state in item["states"])
    return Section(
        name="summaries",
        title="Summaries: numbers that the abstract lacks, reading grades, who wrote the sentences",
        columns=("what", *(str(item["level"]) for item in figures)),
        rows=(
            *((_words(name), *_cells(item[name] for item in figures)) for name in names),
            *(
                (f"state: {state}", *(str(item["states"].get(state, 0)) for item in figures))
                for state in states
            ),
        ),
        values={
            "wrong_numbers": sum(item["wrong_numbers"] for item in figures),
            **{item["level"]: item for item in figures},
        },
    )


def overlap_section(overlap: Overlap | None) -> Section:
    """Report ROUGE against reference summaries."""
    values = asdict(overlap) if overlap else {}
    return _named(
        "overlap",
        "Summaries (tldr) against references, ROUGE F-measures",
        {_words(name): value for name, value in values.items()},
        values,
    )


def latency_section(timings: Sequence[Timing]) -> Section:
    """Report how long answers took."""
    figures = waits(timings)
    return Section(
        name="latency",
        title="Latency of all answers",
        columns=("until", "answers", "median", "95th percentile"),
        rows=tuple(
            (item.what, str(item.answers), cell(item.median_ms, " ms"), cell(item.p95_ms, " ms"))
            for item in figures
        ),
        values={item.what.replace(" ", "_"): asdict(item) for item in figures},
    )


def bars_section(held: Sequence[Held]) -> Section:
    """Report which bars are met."""
    return Section(
        name="bars",
        title="Bars",
        columns=("what", "bar", "figure", "met"),
        rows=tuple(
            (
                item.bar.what,
                f"{'>=' if item.bar.kind == 'least' else '<='} {item.bar.bound:g}",
                cell(item.figure),
                "yes" if item.met else "NO",
            )
            for item in held
        ),
        values=[
            {
                "what": item.bar.what,
                "kind": item.bar.kind,
                "bound": item.bar.bound,
                "figure": item.figure,
                "met": item.met,
            }
            for item in held
        ],
    )


def history_section(reports: Sequence[Mapping[str, object]]) -> Section:
    """Report earlier evaluations: when, which model, and the bars then."""
    return Section(
        name="history",
        title="Earlier evaluations",
        columns=("date", "model", "bars met", "not met"),
        rows=tuple(_history_row(report) for report in reports),
        values=list(reports),
    )


def _history_row(report: Mapping[str, object]) -> tuple[str, ...]:
    bars = _list(report.get("bars"))
    met = [bar for bar in bars if bar.get("met")]
    missed = [f"{bar.get('what')}: {bar.get('figure')}" for bar in bars if not bar.get("met")]
    about = _mapping(report.get("about"))
    model, machine = _mapping(about.get("model")), _mapping(about.get("machine"))
    return (
        str(machine.get("date")),
        f"{model.get('name')} {model.get('quant')}",
        f"{len(met)} of {len(bars)}",
        "; ".join(missed),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _named(name: str, title: str, rows: Mapping[str, object], values: object) -> Section:
    cells = zip(rows, _cells(rows.values()), strict=True)
    return Section(name, title, ("what", "figure"), tuple(cells), values)


def _cells(values: Iterable[object]) -> list[str]:
    """Return values as they stand in a table: counts as they are, shares with three digits."""
    return [str(item) if isinstance(item, int | str) else cell(_number(item)) for item in values]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) else None


def _words(name: str) -> str:
    return name.replace("_", " ")
