"""The parts of the page and where they stand. Which press does what is not known here."""

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from bot.web import view

GENERAL_SWITCH = "Use general knowledge"
PART_SCRIPT = Path(__file__).parent / "part.js"
ADDING_SCRIPT = Path(__file__).parent / "adding.js"


@dataclass(frozen=True, slots=True)
class Parts:
    """What callbacks read from or write to."""

    header: gr.HTML
    transcript: gr.HTML
    live: gr.HTML
    notice: gr.HTML
    pins: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    again: gr.Button
    clear: gr.Button
    general: gr.Checkbox
    model: gr.HTML
    opened: gr.HTML
    tags: gr.HTML
    notes: gr.HTML
    saved: gr.HTML
    record: gr.HTML
    words: gr.Textbox
    adding: gr.HTML
    addition: gr.HTML
    shelf: gr.HTML


def lay_out(*, general_knowledge: bool) -> Parts:
    """Place the parts, in the order in which a keyboard or a screen reader meets them.

    `general_knowledge` is how its switch stands at first.
    """
    header = _drawn("header", view.show_header())
    with gr.Row(elem_id="panes", equal_height=False):
        with gr.Column(elem_id="chat-pane", scale=3, min_width=0):
            with gr.Column(elem_id="talk"):
                transcript, live = _drawn("transcript"), _drawn("live")
            with gr.Column(elem_id="composer"):
                notice, pins = _drawn("notice"), _drawn("pins")
                with gr.Row(elem_id="box"):
                    question = _line("question", "Your question", "Ask about these papers", lines=6)
                    ask = _button("ask", "Ask")
                    stop = _button("stop", "Stop")
                with gr.Row(elem_id="under"):
                    again = _button("again", "Ask again")
                    clear = _button("clear", "New conversation")
                    general = _switch("general", GENERAL_SWITCH, on=general_knowledge)
                model = _drawn("model")
        with gr.Column(elem_id="library-pane", scale=2, min_width=0):
            opened, tags, notes = _drawn("opened"), _drawn("tags"), _drawn("notes")
            saved, record = _drawn("saved"), _drawn("record")
            with gr.Column(elem_id="list"):
                words = _line("words", "Find papers", "Find papers by words", lines=1)
                adding = _drawn("adding", script=ADDING_SCRIPT)
                addition, shelf = _drawn("addition"), _drawn("shelf")
    return Parts(
        header=header,
        transcript=transcript,
        live=live,
        notice=notice,
        pins=pins,
        question=question,
        ask=ask,
        stop=stop,
        again=again,
        clear=clear,
        general=general,
        model=model,
        opened=opened,
        tags=tags,
        notes=notes,
        saved=saved,
        record=record,
        words=words,
        adding=adding,
        addition=addition,
        shelf=shelf,
    )


def _drawn(name: str, html: str = "", script: Path = PART_SCRIPT) -> gr.HTML:
    """Return a part that Python draws, and whose buttons become events."""
    code = script.read_text(encoding="utf-8")
    return gr.HTML(html, elem_id=name, js_on_load=code, apply_default_css=False)


def _line(name: str, label: str, placeholder: str, lines: int) -> gr.Textbox:
    """Return a box to type in: Enter sends, and Shift+Enter starts a line where there is room."""
    return gr.Textbox(
        elem_id=name,
        label=label,
        show_label=False,
        container=False,
        placeholder=placeholder,
        lines=1,
        max_lines=lines,
        scale=1,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
    )


def _button(name: str, words: str) -> gr.Button:
    """Return a button as wide as its words."""
    return gr.Button(words, elem_id=name, size="sm", scale=0, min_width=0)


def _switch(name: str, words: str, *, on: bool) -> gr.Checkbox:
    """Return a switch as wide as its words."""
    return gr.Checkbox(on, label=words, elem_id=name, container=False, scale=0, min_width=0)
