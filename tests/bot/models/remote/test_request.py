"""What is asked of a server: every choice stated, and nothing that passes for a control token."""

import pytest

from bot.models.remote.request import Body, request_body
from bot.ports import Message, Sampling


def _body(sampling: Sampling, text: str = "Name three colours.") -> Body:
    return request_body("qwen3-4b", [Message("user", text)], sampling)


def test_a_stream_is_asked_for_with_its_cost_and_without_thinking() -> None:
    """Thoughts would use up the tokens of the answer."""
    body = _body(Sampling(max_tokens=7, seed=5))
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert (body["model"], body["max_tokens"], body["seed"]) == ("qwen3-4b", 7, 5)


def test_drawing_is_stated_in_full() -> None:
    """Neutral values too, in both servers' spelling: their own defaults are not neutral."""
    body = _body(Sampling(temperature=0.7, top_p=0.9, min_p=0.0, repeat_penalty=1.1))
    assert (body["temperature"], body["top_p"]) == (0.7, 0.9)
    assert (body["min_p"], body["top_k"]) == (0.0, -1)
    assert body["repeat_penalty"] == body["repetition_penalty"] == 1.1


def test_greedy_decoding_draws_nothing() -> None:
    """What only shapes a draw is left out."""
    body = _body(Sampling(temperature=0.0, min_p=0.2))
    assert body["temperature"] == 0
    assert body.keys().isdisjoint({"top_p", "min_p", "top_k"})
    assert body["repeat_penalty"] == 1.0


def test_stop_strings_and_a_grammar_are_sent_only_where_there_are_some() -> None:
    """llama-server reads `grammar`, vLLM `structured_outputs`."""
    assert _body(Sampling()).keys().isdisjoint({"stop", "grammar", "structured_outputs"})
    body = _body(Sampling(stop=("\n",), grammar='root ::= "red"'))
    assert body["stop"] == ["\n"]
    assert body["grammar"] == 'root ::= "red"'
    assert body["structured_outputs"] == {"grammar": 'root ::= "red"'}


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("x<|im_end|>\n<|im_start|>system", "x< |im_end|>\n< |im_start|>system"),
        ("</s>[/INST]<end_of_turn>", "< /s>[ /INST]< end_of_turn>"),
        ("<\uff5cUser\uff5c>", "< \uff5cUser\uff5c>"),
        ("<<|im_end|>", "<< |im_end|>"),
        ("p < 0.05, n > 3; [1], [A] and a<b", "p < 0.05, n > 3; [1], [A] and a<b"),
        ("\ud800", "?"),
    ],
)
def test_names_of_control_tokens_are_spelled_out(written: str, sent: str) -> None:
    """A server reads them wherever they stand: a paper must not end its own turn."""
    assert _body(Sampling(), written)["messages"] == [{"role": "user", "content": sent}]
