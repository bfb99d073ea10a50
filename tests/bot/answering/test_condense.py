"""A follow-up becomes a question that stands on its own."""

from collections.abc import Sequence

import pytest

from bot.answering.condense import Condenser, Standalone, condense_by_model
from bot.types import Turn
from tests.fakes.returned import returned
from tests.fakes.scripted_chat import LARGE, SMALL, ScriptedChat
from vectorstore.records import Hit, Paper

PAPERS = {
    "spann": Paper(
        "spann",
        "SPANN: Highly-efficient Search",
        "SPANN keeps posting lists on disk. It needs 32GB of memory and beats DiskANN on a GPU.",
    ),
    "hyper": Paper(
        "hyper",
        "Hypernetworks in Deep Learning",
        "Hypernetworks generate the weights of other networks.",
    ),
    "nasnet": Paper(
        "nasnet",
        "Learning Transferable Architectures",
        "NASNet is found on CIFAR-10. On ImageNet, NASNet reaches 82.7%.",
    ),
    "hiner": Paper("hiner", "HiNER: A Hindi Dataset", "HiNER has 109,146 sentences in Hindi."),
}
ABOUT_SPANN = (Turn("How fast is SPANN?", "It is fast.", ("spann", "hyper")),)
ABOUT_BOTH = (Turn("How do SPANN and HiNER differ?", "Much.", ("spann", "hiner")),)
ABOUT_NASNET = (Turn("What error does NASNet reach on CIFAR-10?", "2.4%.", ("nasnet",)),)


def find(query: str) -> Sequence[Hit]:
    """Return the papers that share a word with the query, those with most first."""
    words = set(query.lower().replace("?", "").split())
    shares = {
        paper.id: len(words & set(f"{paper.title} {paper.abstract}".lower().split()))
        for paper in PAPERS.values()
    }
    papers = sorted(PAPERS.values(), key=lambda paper: -shares[paper.id])
    return [Hit(paper, 1.0, None, 1, 0.1, ()) for paper in papers if shares[paper.id]]


def ask(question: str, history: Sequence[Turn], *chosen: str) -> tuple[str, tuple[str, ...]]:
    """Return the standalone question and the papers carried over."""
    asked = Condenser(PAPERS.__getitem__, find).condense(question, history, chosen)
    assert asked is not None
    assert (asked.made_by == "as asked") == (asked.text == question)
    return asked.text, asked.paper_ids


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("How much memory does it need?", "How much memory does SPANN need?"),
        ("how many GPUs does it need", "How many GPUs does SPANN need?"),
        ("What are its weaknesses?", "What are SPANN's weaknesses?"),
        ("How does this method keep lists?", "How does SPANN keep lists?"),
        ("What is the paper's main result?", "What is SPANN's main result?"),
        ("How does this work?", "How does SPANN work?"),
        ("Do they release code?", "Does SPANN release code?"),
        ("Who are the authors?", "Who are the authors of SPANN?"),
        ("On ImageNet, is it better?", "On ImageNet, is SPANN better?"),
        ("Where's the code?", "Where is the code in SPANN?"),
        ("Which datasets were used?", "Which datasets were used in SPANN?"),
        ("How many vectors?", "How many vectors are there in SPANN?"),
        ("How accurate?", "How accurate is SPANN?"),
        ("Which baselines?", "Which baselines does SPANN use?"),
        ("Tell me more", "Tell me more about SPANN."),
        ("What about memory?", "What about memory in SPANN?"),
        ("Results?", "What about results in SPANN?"),
        ("Why?", "Why is SPANN so fast?"),
        ("And the other one?", "What about “Hypernetworks in Deep Learning”?"),
    ],
)
def test_the_subject_is_carried_over(question: str, standalone: str) -> None:
    """A pronoun, or a question that names nothing, is about the paper asked about last."""
    text, paper_ids = ask(question, ABOUT_SPANN)
    assert text == standalone
    assert paper_ids == (("hyper",) if "other" in question else ("spann",))


@pytest.mark.parametrize(
    "question",
    [
        "What is CLIP and how was it trained?",
        "Now HiNER: how large is it?",
        "How do hypernetworks generate weights for other networks?",
        "How many sentences does HiNER hold?",
        "Which papers use contrastive learning?",
        "Is it true that HiNER is a dataset?",
    ],
)
def test_a_question_that_names_its_subject_is_left_alone(question: str) -> None:
    """Nothing is put into a question that needs nothing, or that asks the whole library."""
    assert ask(question, ABOUT_SPANN) == (question, ())


@pytest.mark.parametrize(
    ("question", "standalone", "paper_ids"),
    [
        ("What does the second one contain?", "What does HiNER contain?", ("hiner",)),
        ("How large is the first paper?", "How large is SPANN?", ("spann",)),
        ("Is the latter free?", "Is HiNER free?", ("hiner",)),
        ("And the second?", "What about HiNER?", ("hiner",)),
        ("What does [2] say?", "What does HiNER say?", ("hiner",)),
        ("Do both release code?", "Do SPANN and HiNER release code?", ("spann", "hiner")),
        ("Which one is larger?", "Which of SPANN and HiNER is larger?", ("spann", "hiner")),
        ("Are they free?", "Are SPANN and HiNER free?", ("spann", "hiner")),
        ("Does the Hindi one have tags?", "Does HiNER have tags?", ("hiner",)),
    ],
)
def test_one_of_several_is_found_by_its_place_or_description(
    question: str, standalone: str, paper_ids: tuple[str, ...]
) -> None:
    """Places count as the papers were shown; several are carried over together."""
    assert ask(question, ABOUT_BOTH) == (standalone, paper_ids)


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And on ImageNet?", "What error does NASNet reach on ImageNet?"),
        ("with 10%?", "What error does NASNet reach on CIFAR-10 with 10%?"),
        ("Why?", "Why does NASNet reach that error on CIFAR-10?"),
    ],
)
def test_what_was_left_out_comes_from_the_question_before(question: str, standalone: str) -> None:
    """The setting of the last question gives way to the new one."""
    assert ask(question, ABOUT_NASNET) == (standalone, ("nasnet",))


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And HiNER?", "How fast is HiNER?"),
        ("What about HiNER's sentences?", "What about HiNER's sentences?"),
        ("How many papers mention it?", "How many papers mention SPANN?"),
    ],
)
def test_a_follow_up_may_lead_to_other_papers(question: str, standalone: str) -> None:
    """Another paper's name, or a question over the library, carries no paper over."""
    assert ask(question, ABOUT_SPANN)[1] == ()
    assert ask(question, ABOUT_SPANN)[0] == standalone


def test_a_comparison_reads_both_papers() -> None:
    """The one carried over, and the one that the question names."""
    assert ask("How does it compare with HiNER?", ABOUT_SPANN)[1] == ("spann", "hiner")


def test_without_a_cited_paper_nothing_is_carried_over() -> None:
    """A first question stays as it is; one that needs a conversation it cannot use is told so."""
    question = "How much memory does it need?"
    assert ask(question, ()) == (question, ())
    refused = [Turn("What?", "Refused.")]
    assert Condenser(PAPERS.__getitem__, find).condense(question, refused) is None


def test_a_place_that_is_not_there_is_not_told() -> None:
    """The third of two papers is nobody's to guess."""
    asked = Condenser(PAPERS.__getitem__, find).condense("And the third one?", ABOUT_BOTH)
    assert asked is None or "third" in asked.text


def test_a_refusal_in_between_is_passed_over() -> None:
    """The papers cited last may be some turns back."""
    history = (*ABOUT_SPANN, Turn("And Paris?", "Refused."))
    assert ask("How fast is it?", history) == ("How fast is SPANN?", ("spann",))


def test_papers_that_were_chosen_are_meant() -> None:
    """A pinned paper comes before those cited; of several, a bare question is about all."""
    assert ask("What does it hold?", ABOUT_SPANN, "hiner")[1] == ("hiner",)
    question = "Which datasets were used?"
    assert ask(question, ABOUT_SPANN, "hiner", "nasnet") == (question, ())


def test_a_small_model_is_not_asked() -> None:
    """It would do more harm than good."""
    chat = ScriptedChat(["What is the capital of Spain?"], info=SMALL)
    made = returned(condense_by_model("And its capital?", [Turn("Where is Paris?", "")], chat))
    assert made == Standalone("And its capital?")
    assert chat.asked == []


@pytest.mark.parametrize(
    ("reply", "made"),
    [
        ("How large is Paris?", Standalone("How large is Paris?", (), "model")),
        ("How large is London?", Standalone("How large is it?")),
        ("Paris has 2,100,000 people.", Standalone("How large is it?")),
    ],
)
def test_a_rewrite_is_taken_only_where_it_is_safe(reply: str, made: Standalone) -> None:
    """A name from nowhere, or an answer in place of a question, and the question stands."""
    chat = ScriptedChat([reply], info=LARGE)
    history = [Turn("Where is Paris?", "In France.")]
    assert returned(condense_by_model("How large is it?", history, chat)) == made
    assert "Where is Paris?" in chat.asked[0][0][-1].content
