"""Chat templates: carried out in a sandbox, and never spoken for by a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.template import ChatTemplate, Part, opens_thinking
from bot.ports import Message

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHATML
)
DROPS_SYSTEM = "{% for m in messages if m.role != 'system' %}[{{ m.content | trim }}]{% endfor %}"
ASK = [Message("system", "Be brief."), Message("user", "Why?")]


def _text(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


@given(st.text())
def test_a_message_is_never_control_text(content: str) -> None:
    """Whatever a message says stands in one ordinary part, outer spaces removed."""
    parts = ChatTemplate(CHATML).assemble([Message("user", content)])
    ordinary = [part.text for part in parts if not part.control]
    assert ordinary == ([content.strip()] if content.strip() else [])
    assert _text(tuple(part for part in parts if part.control)) == (
        "<|im_start|>user\n<|im_end|>\n<|im_start|>assistant\n"
    )


def test_the_parts_spell_the_rendered_prompt() -> None:
    """Put together, the parts are what the template would have written."""
    assert _text(ChatTemplate(CHATML).assemble(ASK)) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n"
        "<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"
    )


@pytest.mark.parametrize("source", [NO_SYSTEM, DROPS_SYSTEM])
def test_a_system_message_is_folded_where_it_is_not_taken(source: str) -> None:
    """A template that refuses or drops it gets it at the head of the user's message."""
    parts = ChatTemplate(source).assemble(ASK)
    assert [part.text for part in parts if not part.control] == ["Be brief.\n\nWhy?"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{% for %}",
        "{{ messages[0].content | upper }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.append(1) }}",
        "{{ 1 // 0 }}",
        "{{ messages | sum }}",
    ],
)
def test_an_unusable_template_gives_a_plain_transcript(source: str) -> None:
    """Missing, broken, garbling or hostile templates end in text without control tokens."""
    (part,) = ChatTemplate(source).assemble(ASK)
    assert part == Part("Be brief.\n\nUser: Why?\n\nAssistant:", control=False)


def test_thinking_is_switched_off() -> None:
    """Templates that know the switch get it as False."""
    source = CHATML + "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
    parts = ChatTemplate(source).assemble(ASK)
    assert parts[-1].text.endswith("<think>\n\n</think>\n\n")
    assert not opens_thinking(parts)


def test_a_prompt_that_ends_inside_a_thought_is_noticed() -> None:
    """Some templates open the thought themselves."""
    assert opens_thinking(ChatTemplate(CHATML + "<think>\n").assemble(ASK))


def test_named_tokens_are_the_models_own() -> None:
    """`bos_token` is filled in from the vocabulary."""
    parts = ChatTemplate("{{ bos_token }}" + CHATML, leading="<s>").assemble(ASK)
    assert parts[0].text.startswith("<s><|im_start|>")
