"""What papers tell outside of their abstract: learning rates, hardware, licences, annotators.

A question for such a detail is answered by an abstract only in those words: they have no others. So
where the words are missing the abstract does not say it, however near it is. Each pattern is one
detail, in all the forms it is asked for and stated in.
"""

import re

_DETAILS = (
    r"learning rates?",
    r"batch sizes?",
    r"licen[cs]\w*",
    r"GPUs?|graphics cards?",
    r"TPUs?",
    r"CPUs?",
    r"epochs?",
    r"optimi[sz]ers?|Adam|SGD",
    r"temperatures?",
    r"(?:random )?seeds?",
    r"dropout",
    r"hyper-?parameters?",
    r"annotators?|inter-annotator|annotator agreement",
    r"affiliat\w+|universit\w+|institut\w+",
    r"fund\w+|grants?|sponsor\w*",
    r"journals?|conferences?|venues?|proceedings|workshops?|peer[- ]review\w*|reviewers?",
    r"pages?",
    r"hardware|laptops?|phones?|servers?",
    r"electricity|power consumption|energy|carbon|watts?",
    r"layers?|hidden (?:size|units?)",
    r"attention heads?|heads",
    r"loss functions?|loss(?:es)?",
    r"activation functions?",
    r"warm-?up|weight decay|momentum",
    r"users?|customers?|participants?",
    r"salar\w+|prices?|dollars?|money",
    r"pip install|docker|install\w*",
    r"PyTorch|TensorFlow|JAX|programming languages?",
    r"confidence intervals?|standard deviations?|p-values?",
    r"vocabulary size|context (?:length|window)",
    r"limitations?|future work|ablations?",
)
_PATTERNS = tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in _DETAILS)


def missing_detail(question: str, text: str) -> str | None:
    """Return the first detail that a question asks for and a text has no word of."""
    for pattern in _PATTERNS:
        asked = pattern.search(question)
        if asked is not None and not pattern.search(text):
            return asked[0]
    return None
