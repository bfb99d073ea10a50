"""The conversation's callbacks, over a scripted assistant."""

import threading
from collections.abc import Iterable
from itertools import pairwise

import gradio as gr
import pytest

from bot.errors import GenerationFailed, ModelBusy
from bot.types import Removed, Searching
from bot.web.talk import KEEP, Frame, Talk, TalkHandlers
from tests.fakes.answers import answer_of, cite, claim, steps_of
from tests.fakes.scripted_assistant import InLine, ScriptedAssistant
from tests.fakes.spann import ANSWERING
from vectorstore.records import Paper

PAPER = Paper(id="a", title="STU-Net: Models", abstract="One is here. Two is here.")
ANSWER = answer_of(
    "What is it?",
    claims=[claim("First.", "supported", cite(PAPER, 1)), claim("More.", "weak", cite(PAPER, 2))],
    removed=[Removed("It flies.", "Nobody says so.")],
)
OFF = False  # the switch for general knowledge
MINE = gr.Request(session_hash="mine")
YOURS = gr.Request(session_hash="yours")


@pytest.fixture
def reader() -> ScriptedAssistant:
    """Return a reader that can answer one question, and fails at another."""
    broken = GenerationFailed("Decoding stopped.", remedy="Ask again.")
    return ScriptedAssistant(
        shelf=(PAPER,),
        scripts={
            "What is it?": steps_of(ANSWER),
            "Does it break?": (Searching("Does it break?"), broken),
            "Does it crash?": (Searching("Does it crash?"), RuntimeError("a bug")),
        },
    )


@pytest.fixture
def handlers(reader: ScriptedAssistant) -> TalkHandlers:
    """Return the callbacks over that reader."""
    return TalkHandlers(reader)


def talk_after(frames: Iterable[Frame]) -> Talk:
    """Return the conversation that the last of the frames left."""
    talk: Talk = ()
    for frame in frames:
        if isinstance(frame.talk, tuple):
            talk = frame.talk
    return talk


def test_an_answer_comes_step_by_step(handlers: TalkHandlers) -> None:
    """The box empties at once, claims appear one by one, and the last frame is the whole."""
    frames = list(handlers.ask(" What is it? ", (), (), OFF, MINE))
    assert frames[0].question == ""
    live = [str(frame.live) for frame in frames]
    assert any("First." in html and "More." not in html for html in live)
    assert any("Writing…" in html for html in live)
    assert frames[-1].live == ""
    assert "More." in str(frames[-1].transcript)


def test_nothing_is_sent_twice(handlers: TalkHandlers) -> None:
    """Tokens that change nothing to see send no frame."""
    live = [frame.live for frame in handlers.ask("What is it?", (), (), OFF, MINE)]
    assert all(before != after for before, after in pairwise(live))


@pytest.mark.parametrize("question", ["", "  \n "])
def test_an_empty_question_is_not_asked(
    handlers: TalkHandlers, reader: ScriptedAssistant, question: str
) -> None:
    """An empty box gets a notice and nothing else changes."""
    (frame,) = handlers.ask(question, (), (), OFF, MINE)
    assert "Type a question" in str(frame.notice)
    assert frame[:4] == (KEEP, KEEP, KEEP, KEEP)
    assert reader.asked == []


def test_the_conversation_and_the_pins_are_handed_on(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """A follow-up carries what was shown before and the papers pinned."""
    talk = talk_after(handlers.ask("What is it?", (), (), OFF, MINE))
    list(handlers.ask("And then?", talk, (PAPER,), OFF, MINE))
    text, turns, paper_ids = reader.asked[-1]
    assert text == "And then?"
    assert [(turn.question, turn.paper_ids) for turn in turns] == [("What is it?", ("a",))]
    assert paper_ids == ("a",)


def test_stop_closes_the_generator_and_keeps_what_was_shown(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """A stop ends the assistant's generator before its end."""
    frames = handlers.ask("What is it?", (), (), OFF, MINE)
    shown = next(frame for frame in frames if "First." in str(frame.live))
    handlers.halt(MINE)
    talk = talk_after(frames)
    assert shown
    assert reader.closed == ["What is it?"]
    assert talk[-1].reply.stopped
    assert [item.text for item in talk[-1].reply.claims] == ["First."]


def test_a_stop_in_line_frees_the_place() -> None:
    """Pressed while nothing new is shown, it ends the wait within a few of its reminders."""
    reader = ScriptedAssistant(InLine(3), pause_s=0.02)
    handlers = TalkHandlers(reader)
    frames = handlers.ask("How fast?", (), (), OFF, MINE)
    shown = next(frame for frame in frames if "2 readers are ahead of you" in str(frame.live))
    threading.Timer(0.1, handlers.halt, [MINE]).start()
    talk = talk_after(frames)
    assert shown
    assert talk[-1].reply.stopped
    assert reader.closed == ["How fast?"]


def test_a_model_that_is_busy_says_so_and_gives_the_question_back() -> None:
    """The reader sees why and when to ask again."""
    busy = ModelBusy("32 readers wait already.", remedy="Ask again in 7 s.", retry_after_s=7)
    handlers = TalkHandlers(ScriptedAssistant([*ANSWERING[:2], busy]))
    talk = talk_after(handlers.ask("How fast?", (), (), OFF, MINE))
    frame = handlers.settle("", talk, MINE)
    assert frame.question == "How fast?"
    assert "Ask again in 7 s." in str(frame.transcript)


def test_a_reader_who_leaves_closes_the_generator(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """Gradio closes the callback when the browser is gone; the assistant's generator follows."""
    frames = handlers.ask("What is it?", (), (), OFF, MINE)
    next(frames)
    next(frames)
    frames.close()
    assert reader.closed == ["What is it?"]
    assert len(list(handlers.ask("What is it?", (), (), OFF, MINE))) > 1


def test_one_reader_does_not_disturb_another(handlers: TalkHandlers) -> None:
    """A stop in one session leaves the answer of another alone."""
    frames = handlers.ask("What is it?", (), (), OFF, MINE)
    next(frames)
    handlers.halt(YOURS)
    list(handlers.ask("What is it?", (), (), OFF, YOURS))
    assert not talk_after(frames)[-1].reply.stopped


def test_one_question_at_a_time(handlers: TalkHandlers, reader: ScriptedAssistant) -> None:
    """A second question of the same session is held back, and leaves the first alone."""
    frames = handlers.ask("What is it?", (), (), OFF, MINE)
    first = next(frames)
    next(frames)
    (frame,) = handlers.ask("Another?", (), (), OFF, MINE)
    assert "One question at a time" in str(frame.notice)
    assert len(reader.asked) == 1
    assert isinstance(first.talk, tuple)
    assert handlers.settle("", first.talk, MINE) == Frame(notice=KEEP)


def test_an_error_shows_its_remedy_and_gives_the_question_back(handlers: TalkHandlers) -> None:
    """The reader sees what went wrong and what to do, and can send the question again."""
    talk = talk_after(handlers.ask("Does it break?", (), (), OFF, MINE))
    frame = handlers.settle("", talk, MINE)
    assert frame.question == "Does it break?"
    assert "Decoding stopped." in str(frame.transcript)
    assert "Ask again." in str(frame.transcript)


def test_a_fault_of_ours_loses_nothing_either(handlers: TalkHandlers) -> None:
    """An exception nobody foresaw reaches the log; the page says so and keeps the question."""
    frames = handlers.ask("Does it crash?", (), (), OFF, MINE)
    first = next(frames)
    with pytest.raises(RuntimeError, match="a bug"):
        list(frames)
    assert isinstance(first.talk, tuple)
    frame = handlers.settle("", first.talk, MINE)
    assert frame.question == "Does it crash?"
    assert frame.live == ""
    assert "Something inside paperbot broke." in str(frame.transcript)


def test_text_typed_meanwhile_is_kept(handlers: TalkHandlers) -> None:
    """A failed question does not overwrite what its reader is typing."""
    talk = talk_after(handlers.ask("Does it break?", (), (), OFF, MINE))
    assert handlers.settle("Something new", talk, MINE).question == "Something new"


def test_settling_a_good_answer_changes_nothing(handlers: TalkHandlers) -> None:
    """After an answer there is nothing to clean up."""
    talk = talk_after(handlers.ask("What is it?", (), (), OFF, MINE))
    assert handlers.settle("", talk, MINE) == Frame(notice=KEEP)
    assert handlers.settle("", (), MINE) == Frame(notice=KEEP)


def test_a_retry_replaces_the_failure(handlers: TalkHandlers) -> None:
    """A failed exchange makes room for the next question."""
    talk = talk_after(handlers.ask("Does it break?", (), (), OFF, MINE))
    talk = talk_after(handlers.ask("What is it?", talk, (), OFF, MINE))
    assert [exchange.question for exchange in talk] == ["What is it?"]


def test_asking_again_replaces_the_last_answer(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """The last question is put once more, without its first answer in the history."""
    talk = talk_after(handlers.ask("What is it?", (), (), OFF, MINE))
    again = talk_after(handlers.ask_again(talk, (), OFF, MINE))
    assert [exchange.question for exchange in again] == ["What is it?"]
    assert reader.asked[-1] == ("What is it?", (), ())


def test_asking_again_needs_a_question(handlers: TalkHandlers) -> None:
    """There is nothing to repeat in an empty conversation."""
    (frame,) = handlers.ask_again((), (), OFF, MINE)
    assert "Ask a question first." in str(frame.notice)


def test_an_edited_question_takes_the_place_of_the_last(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """It is asked as it stands; asking it again keeps that."""
    talk = talk_after(handlers.ask("What else?", (), (), OFF, MINE))
    press = gr.EventData(None, {"question": " What is it? ", "place": "0"})
    edited = talk_after(handlers.ask_rephrased(press, talk, (PAPER,), OFF, MINE))
    assert [exchange.question for exchange in edited] == ["What is it?"]
    assert reader.asked[-1] == ("What is it?", (), ("a",))
    list(handlers.ask_again(edited, (), OFF, MINE))
    assert reader.wished[1:] == [(True, False), (True, False)]


def test_an_edited_question_of_before_comes_last(handlers: TalkHandlers) -> None:
    """What was answered since stays."""
    talk = talk_after(handlers.ask("What else?", (), (), OFF, MINE))
    talk = talk_after(handlers.ask("And then?", talk, (), OFF, MINE))
    press = gr.EventData(None, {"question": "What is it?", "place": "0"})
    edited = talk_after(handlers.ask_rephrased(press, talk, (), OFF, MINE))
    asked = [exchange.question for exchange in edited]
    assert asked == ["What else?", "And then?", "What is it?"]


def test_the_switch_goes_with_the_question(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """General knowledge is wished for only while it is on."""
    for general in (False, True):
        list(handlers.ask("What is it?", (), (), general, MINE))
    assert reader.wished == [(False, False), (False, True)]


def test_an_example_is_asked_when_pressed(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """The question on the button goes to the assistant."""
    list(handlers.ask_example(gr.EventData(None, {"question": "What is it?"}), (), (), OFF, MINE))
    assert reader.asked[0][0] == "What is it?"


def test_a_new_conversation_starts_with_questions(handlers: TalkHandlers) -> None:
    """Clearing shows questions made from the library's own titles."""
    frame = handlers.clear(MINE)
    assert frame.talk == ()
    assert "What is STU-Net?" in str(frame.transcript)


def test_a_new_conversation_forgets_the_answer_under_way(
    handlers: TalkHandlers, reader: ScriptedAssistant
) -> None:
    """An answer that was still coming is stopped, and does not come back."""
    frames = handlers.ask("What is it?", (), (), OFF, MINE)
    next(frames)
    next(frames)
    handlers.clear(MINE)
    assert list(frames) == []
    assert reader.closed == ["What is it?"]
