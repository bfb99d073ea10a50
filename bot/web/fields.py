"""The kinds of text a request may hold."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints


def _encodable(text: str) -> str:
    # JSON may hold half of a surrogate pair; no store, model or answer can take it.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("holds half of a surrogate pair") from error
    return text


Text: TypeAlias = Annotated[str, AfterValidator(_encodable)]
IsoDate: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
