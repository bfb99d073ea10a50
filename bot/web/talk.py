"""Gradio callbacks of the conversation: ask, ask again or otherwise, stop, start anew.

They turn a reader's press into a call of the assistant, and its events into what is shown. What
differs between readers is in their session's state; what stops them is in `switches`.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event as Flag
from typing import NamedTuple

import gradio as gr

from bot.web import view
from bot.web.examples import example_questions
from bot.web.metrics import Metrics
from bot.web.ports import Reader
from bot.web.reply import Exchange, Reply, fail, follow, history, stop
from bot.web.switches import Switches
from vectorstore.errors import ReportedError
from vectorstore.records import Paper

Talk = tuple[Exchange, ...]
On = bool  # how a switch stands; Gradio passes its value by position
Pins = tuple[Paper, ...]
Key = tuple[str, str | None]  # what is under way, and in which browser session
KEEP = gr.skip()
EXAMPLES_FROM = 50  # papers whose titles are considered for the questions to start with


class Frame(NamedTuple):
    """One update of the conversation's side of the page; what is not given stays as it is.

    `question` is the text in the box, `live` the exchange under way, below the finished ones. A
    notice is gone with the next update, unless that keeps it.
    """

    question: object = KEEP
    talk: object = KEEP
    transcript: object = KEEP
    live: object = KEEP
    notice: object = ""


@dataclass(frozen=True, slots=True)
class TalkHandlers:
    """The conversation's callbacks."""

    reader: Reader
    metrics: Metrics = field(default_factory=Metrics)
    switches: Switches = field(default_factory=Switches)
    read_only: bool = False

    def ask(
        self, question: str, talk: Talk, pins: Pins, general: On, request: gr.Request
    ) -> Generator[Frame, None, None]:
        """Answer what stands in the box, showing every step."""
        yield from self._put(Exchange(question, pins, general=general), talk, request)

    def ask_example(
        self, press: gr.EventData, talk: Talk, pins: Pins, general: On, request: gr.Request
    ) -> Generator[Frame, None, None]:
        """Ask the question on the button that was pressed."""
        yield from self.ask(pressed(press, "question"), talk, pins, general, request)

    def ask_again(
        self, talk: Talk, pins: Pins, general: On, request: gr.Request
    ) -> Generator[Frame, None, None]:
        """Ask the last question once more, in place of its first answer."""
        if talk:
            last = talk[-1]
            again = Exchange(last.question, pins, standalone=last.standalone, general=general)
            yield from self._put(again, talk[:-1], request)
        else:
            yield _note("Ask a question first.")

    def ask_rephrased(
        self, press: gr.EventData, talk: Talk, pins: Pins, general: On, request: gr.Request
    ) -> Generator[Frame, None, None]:
        """Ask what a reader made of "Understood as" just so, in place of the answer if it is last.

        The conversation is not applied to it again.
        """
        last = pressed(press, "place") == str(len(talk) - 1)
        rephrased = Exchange(pressed(press, "question"), pins, standalone=True, general=general)
        yield from self._put(rephrased, talk[:-1] if last else talk, request)

    def settle(self, question: str, talk: Talk, request: gr.Request) -> Frame:
        """Clean up behind an answer: a reply that broke off says so, its question comes back."""
        under_way = self.switches.is_running(("ask", request.session_hash))
        if under_way or not talk or not (talk[-1].reply.step or talk[-1].reply.failure):
            return Frame(notice=KEEP)
        last = talk[-1]
        if last.reply.step:  # its callback ended without a last frame: a fault of ours
            reply = fail(last.reply, "Something inside paperbot broke.", "Its log says what.")
            last = replace(last, reply=reply)
        talk = (*talk[:-1], last)
        return Frame(question or last.question, talk, view.show_talk(talk), live="")

    def halt(self, request: gr.Request) -> None:
        """Stop the answer that this reader is being given."""
        self.switches.press(("ask", request.session_hash))

    def clear(self, request: gr.Request) -> Frame:
        """Start a new conversation; what is still being answered is stopped and forgotten."""
        self.switches.press(("clear", request.session_hash))
        self.halt(request)
        return Frame(talk=(), transcript=self.show_welcome(), live="")

    def show_welcome(self) -> str:
        """Return what an empty conversation shows."""
        questions = example_questions(self.reader.papers(limit=EXAMPLES_FROM))
        return view.show_welcome(self.reader.count(), questions, read_only=self.read_only)

    def _put(
        self, exchange: Exchange, talk: Talk, request: gr.Request
    ) -> Generator[Frame, None, None]:
        """Put a question behind the conversation, if there is one and none is being answered."""
        key = ("ask", request.session_hash)
        exchange = replace(exchange, question=exchange.question.strip())
        if not exchange.question:
            yield _note("Type a question first.")
        elif self.switches.is_running(key):
            yield _note("One question at a time: stop the present answer, or wait for it.")
        else:
            before = tuple(earlier for earlier in talk if earlier.reply.failure is None)
            yield from self._answer(exchange, before, key)

    def _answer(self, exchange: Exchange, before: Talk, key: Key) -> Generator[Frame, None, None]:
        """Yield a frame whenever what is shown changes, the last one with the finished reply."""
        place = len(before)
        running = self.switches.running
        with running(key) as stopped, running(("clear", key[1])) as forgotten:
            live = view.show_exchange(exchange, place)
            yield Frame("", (*before, exchange), view.show_talk(before), live)
            with closing(self._replies(exchange, before, stopped)) as replies:
                for reply in replies:
                    exchange = replace(exchange, reply=reply)
                    shown, live = live, view.show_exchange(exchange, place)
                    if reply.step and live != shown:  # Writing comes with every token, unchanged
                        yield Frame(live=live)
            if not forgotten.is_set():
                talk = (*before, exchange)
                yield Frame(talk=talk, transcript=view.show_talk(talk), live="")

    def _replies(
        self, exchange: Exchange, before: Talk, stopped: Flag
    ) -> Generator[Reply, None, None]:
        """Yield the reply after each event; one that failed or was stopped is the last."""
        reply = exchange.reply
        pinned = [paper.id for paper in exchange.pinned]
        steps = self.metrics.counted(
            self.reader.ask(
                exchange.question,
                history=history(before),
                paper_ids=pinned,
                standalone=exchange.standalone,
                general_knowledge=exchange.general,
            )
        )
        with closing(steps) as events:
            try:
                for event in events:
                    reply = follow(reply, event)
                    if stopped.is_set() and reply.step:
                        reply = stop(reply)
                    yield reply
                    if not reply.step:
                        return
            except ReportedError as error:
                yield fail(reply, error.message, error.remedy)


def pressed(press: gr.EventData, name: str) -> str:
    """Return a value that the pressed button carried, "" if it carried none."""
    return str(getattr(press, name, ""))


def _note(text: str) -> Frame:
    """Return a frame that changes nothing but the notice."""
    return Frame(notice=view.show_notice(text))
