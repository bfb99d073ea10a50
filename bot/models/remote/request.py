"""What is asked of an OpenAI-compatible server. Pure: nothing is contacted here.

Beside OpenAI's own fields a request has those that llama-server and vLLM add to them; each reads
its own spelling and passes over the other's. All are sent, neutral values too: a server's own
defaults are not neutral (llama-server draws from the 40 best tokens, vLLM takes a repetition
penalty from the model's files). A server that refuses fields it does not know cannot be used.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from bot.ports import Message, Sampling

Body: TypeAlias = Mapping[str, object]

# Names of control tokens as common models have them: <|im_end|>, </s>, <end_of_turn>, [INST].
# DeepSeek's have a full-width bar.
_MARK = re.compile(r"<(?=[|/\uff5c\w][^<>\n]{0,60}>)|\[(?=/?[A-Z_]{3,20}\])")
_ALL_TOKENS = -1  # for top_k; both servers read it so


def request_body(model: str, messages: Sequence[Message], sampling: Sampling) -> Body:
    """Return the request for a streamed answer.

    Thinking is switched off in the template, as it is for a model in this process. `speculate` is
    the server's own business and not sent.
    """
    return {
        "model": model,
        "messages": [
            {"role": message.role, "content": _plain(message.content)} for message in messages
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": sampling.max_tokens,
        "seed": sampling.seed,
        "chat_template_kwargs": {"enable_thinking": False},
        **_drawing(sampling),
        **({"stop": list(sampling.stop)} if sampling.stop else {}),
        **_grammar(sampling.grammar),
    }


def _plain(text: str) -> str:
    """Spell the names of control tokens with a space in them.

    A server reads them as control tokens wherever they stand, so a paper could end its own turn.
    """
    return _MARK.sub(r"\g<0> ", text.encode(errors="replace").decode())


def _drawing(sampling: Sampling) -> Body:
    penalty = {
        "repeat_penalty": sampling.repeat_penalty,  # llama-server
        "repetition_penalty": sampling.repeat_penalty,  # vLLM
    }
    if sampling.temperature <= 0:
        return {"temperature": 0.0, **penalty}
    return {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        "top_k": _ALL_TOKENS,
        **penalty,
    }


def _grammar(grammar: str) -> Body:
    """Give a grammar to llama-server, and to vLLM from 0.12 on (older ones pass over it)."""
    if not grammar:
        return {}
    return {"grammar": grammar, "structured_outputs": {"grammar": grammar}}
