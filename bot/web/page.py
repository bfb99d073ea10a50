"""The page: its parts joined to its callbacks, and put on a server.

Start here. Where parts stand is in `parts`, what a press does in `talk`, `library` and `keeping`,
what is shown in `view` and `kept_view`. Nothing is fetched from anywhere but the server it runs on.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.components import Component
from gradio.events import Dependency

from bot.web import kept_view, view
from bot.web.curation import Curator
from bot.web.headers import SameOriginOnly
from bot.web.keeping import KeepingHandlers
from bot.web.library import LibraryHandlers, Place
from bot.web.metrics import Metrics
from bot.web.parts import Parts, lay_out
from bot.web.ports import Reader
from bot.web.talk import TalkHandlers
from bot.web.work import ANSWERS_AT_ONCE

HERE = Path(__file__).parent
# Callbacks that wait for no model have these threads, whoever else waits.
_SPARE_THREADS = 16
# Pages opened during an addition that show how far it is; the others show what it came to.
_RESUMED = 4
SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace")


def build_page(
    reader: Reader, metrics: Metrics, curator: Curator, *, answers_at_once: int
) -> gr.Blocks:
    """Return the page over an assistant; every browser session has a conversation of its own.

    `answers_at_once` answers, and as many summaries, can be under way.
    """
    # After every event Gradio sums up all events before it, in a pandas table, for a monitor that
    # we do not serve. There is no other way to have it summed up (practically) never.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(sys.maxsize))
    blocks = gr.Blocks(title="paperbot", analytics_enabled=False, fill_width=True, fill_height=True)
    with blocks:
        parts = lay_out(general_knowledge=reader.general_knowledge)
        talk, pins, place = gr.State(()), gr.State(()), gr.State(Place())
        read_only = curator.read_only
        conversation = TalkHandlers(reader, metrics, read_only=read_only)
        library = LibraryHandlers(reader, read_only=read_only)
        keeping = KeepingHandlers(curator, library, conversation)
        _join_talk(parts, talk, pins, conversation, answers_at_once)
        _join_library(parts, pins, place, library, answers_at_once)
        _join_keeping(parts, talk, pins, place, keeping)
        _listen(
            blocks.load,
            lambda: (
                conversation.show_welcome(),
                library.show_shelf(),
                kept_view.show_adding(read_only=read_only, unfolded=reader.count() == 0),
                view.show_model(reader.model, reader.advice),
            ),
            outputs=[parts.transcript, parts.shelf, parts.adding, parts.model],
        )
        changed: list[Component] = [parts.addition, place, parts.shelf, parts.transcript]
        _listen(blocks.load, keeping.resume, inputs=[talk], outputs=changed, at_once=_RESUMED)
        blocks.unload(conversation.halt)
        blocks.unload(library.halt)
    # A callback holds one of Gradio's threads while it waits for the model. There are 40, and they
    # are those of the whole server, unless another number is set before the queue is made (only
    # `launch` has a parameter for it, and a page that is mounted is not launched).
    blocks.max_threads = 2 * answers_at_once + _SPARE_THREADS
    blocks.queue(default_concurrency_limit=_SPARE_THREADS)
    return blocks


def mount_page(
    api: FastAPI,
    reader: Reader,
    *,
    metrics: Metrics | None = None,
    curator: Curator | None = None,
    answers_at_once: int = ANSWERS_AT_ONCE,
) -> FastAPI:
    """Put the page at the root of `api`; routes that `api` has already come first.

    `metrics` and `curator` are those of `api`, so that questions are counted whichever way they
    came, and what the page uploads there is shown. Headers added to all of `api` keep the page
    from asking any other host.
    """
    api.add_middleware(SameOriginOnly)
    gr.mount_gradio_app(
        api,
        build_page(
            reader,
            metrics or Metrics(),
            curator or Curator(reader),
            answers_at_once=answers_at_once,
        ),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # bytes: uploads have a route of ours, and this cannot be removed
        favicon_path=str(HERE / "favicon.svg"),
        theme=_theme(),
        css=(HERE / "page.css").read_text(encoding="utf-8"),
        head=f"<script>{(HERE / 'page.js').read_text(encoding='utf-8')}</script>",
    )
    return api


def _theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in our colours and the system's own typefaces."""
    return gr.themes.Base(font=SANS, font_mono=MONO).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#17191b",
        body_text_color="#22262a",
        body_text_color_dark="#d6d8d9",
    )


def _join_talk(
    parts: Parts, talk: gr.State, pins: gr.State, conversation: TalkHandlers, at_once: int
) -> None:
    """Join the conversation's parts to its callbacks."""
    frame: list[Component] = [parts.question, talk, parts.transcript, parts.live, parts.notice]
    with_all: list[Component] = [talk, pins, parts.general]
    asked = [
        _listen(trigger, callback, inputs=inputs, outputs=frame, at_once=at_once, pool="answers")
        for trigger, callback, inputs in (
            (parts.question.submit, conversation.ask, [parts.question, *with_all]),
            (parts.ask.click, conversation.ask, [parts.question, *with_all]),
            (parts.again.click, conversation.ask_again, with_all),
            (parts.transcript.ask, conversation.ask_example, with_all),
            (parts.transcript.rephrase, conversation.ask_rephrased, with_all),
        )
    ]
    for answering in asked:
        _listen(answering.then, conversation.settle, inputs=[parts.question, talk], outputs=frame)
    _listen(parts.stop.click, conversation.halt, queue=False)
    _listen(parts.clear.click, conversation.clear, outputs=frame)


def _join_library(
    parts: Parts, pins: gr.State, place: gr.State, library: LibraryHandlers, at_once: int
) -> None:
    """Join the library's parts to its callbacks; papers open and are pinned from anywhere."""
    listed: list[Component] = [parts.words, place, parts.shelf]
    opened = _around(parts)
    _listen(parts.words.submit, library.find, inputs=[parts.words, place], outputs=listed)
    _listen(parts.shelf.turn, library.turn, inputs=[place], outputs=listed)
    _listen(parts.opened.shut, library.shut_paper, outputs=opened, queue=False)
    for part in (parts.transcript, parts.shelf, parts.opened):
        _listen(
            part.open,
            library.open_paper,
            outputs=opened,
            at_once=at_once,
            pool="summaries",
        )
        _listen(part.pin, library.pin, inputs=[pins], outputs=[pins, parts.pins])
    _listen(parts.clear.click, library.unpin_all, outputs=[pins, parts.pins])
    _listen(parts.pins.unpin, library.unpin, inputs=[pins], outputs=[pins, parts.pins])


def _join_keeping(
    parts: Parts, talk: gr.State, pins: gr.State, place: gr.State, keeping: KeepingHandlers
) -> None:
    """Join what changes the library to its callbacks."""
    marked: list[Component] = [parts.tags, parts.saved, parts.shelf]
    _listen(parts.tags.tag, keeping.tag, inputs=[place], outputs=marked)
    _listen(parts.tags.untag, keeping.untag, inputs=[place], outputs=marked)
    _listen(parts.notes.note, keeping.note, inputs=[place], outputs=marked)
    _listen(
        parts.record.delete,
        keeping.delete,
        inputs=[place, pins],
        outputs=[*_around(parts), parts.shelf, pins, parts.pins],
    )
    changed: list[Component] = [parts.addition, place, parts.shelf, parts.transcript]
    _listen(parts.adding.follow, keeping.follow, inputs=[talk], outputs=changed)
    _listen(parts.addition.dismiss, keeping.dismiss, outputs=[parts.addition], queue=False)


def _around(parts: Parts) -> list[Component]:
    """Return the parts of an open paper, in the order of `library.Opened`."""
    return [parts.opened, parts.tags, parts.notes, parts.saved, parts.record]


def _listen(
    trigger: Callable[..., Any],  # Gradio types its events so
    callback: Callable[..., object],
    *,
    inputs: Sequence[Component] | None = None,
    outputs: Sequence[Component] | None = None,
    queue: bool = True,
    at_once: int | None = None,
    pool: str | None = None,
) -> Dependency:
    """Call `callback` on `trigger`: unseen in the API, and with no overlay of Gradio's."""
    event: Dependency = trigger(
        callback,
        inputs=inputs,
        outputs=outputs,
        queue=queue,
        show_progress="hidden",
        trigger_mode="multiple",
        api_visibility="private",
        concurrency_limit="default" if at_once is None else at_once,
        concurrency_id=pool,
    )
    return event
