"""Uploaded files, kept in a folder of their own until they are added. Knows no format of papers."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import anyio
from anyio.to_thread import run_sync
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from bot.web.curation import Source
from bot.web.refusals import HeaderMissing, SourceRefused, UploadTooLarge
from vectorstore.errors import StorageFailed

# No form of another site's page can send it; the page says so, scripts give any value.
HEADER = "X-Paperbot"
# 300,000 papers in JSON lines. Whoever has more has a file on the server, and `paperbot add`.
UPLOAD_BYTES_MOST = 536_870_912
FILES_MOST = 1_000
FOLDER = "paperbot-upload-"
_NAME_CHARACTERS_MOST = 60  # disks take 255 bytes, and a sign has up to four
_LONGEST_LABEL_FILES = 3
_FORM = f"Send files as the field `file`, at most {FILES_MOST:,} of them."


@asynccontextmanager
async def received(
    request: Request, *, most_bytes: int = UPLOAD_BYTES_MOST
) -> AsyncIterator[Source]:
    """Keep what a request uploads while the block runs: its form's files, else its whole body.

    Raises HeaderMissing, SourceRefused, UploadTooLarge, StorageFailed.
    """
    if HEADER not in request.headers:
        raise HeaderMissing(
            f"An upload needs the header {HEADER}, so that no other site's page can send it.",
            remedy=f"Send {HEADER} with any value.",
        )
    with tempfile.TemporaryDirectory(prefix=FOLDER, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        names = await _keep(_bounded(request, most_bytes), folder)
        given = folder / names[0] if len(names) == 1 else folder
        yield Source(given, _label(names), hidden=f"{folder}{os.sep}")


async def _keep(request: Request, folder: Path) -> list[str]:
    """Write what a request brings into a folder; return the names of the files."""
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            return await _keep_files(request, folder)
        return [await _keep_body(request, folder)]
    except OSError as error:
        raise StorageFailed(
            f"The upload cannot be kept: {error.strerror}.",
            remedy="Make room on the disk of the server, then upload again.",
        ) from error


def _bounded(request: Request, most_bytes: int) -> Request:
    """Return the request, ending with UploadTooLarge when its body grows beyond a limit."""
    seen_bytes = 0

    async def receive() -> Message:
        nonlocal seen_bytes
        message = await request.receive()
        seen_bytes += len(message.get("body", b""))
        if seen_bytes > most_bytes:
            raise UploadTooLarge(
                f"The upload has more than {most_bytes:,} bytes.",
                remedy="Upload it in parts; on the server, `paperbot add` takes any size.",
            )
        return message

    return Request(request.scope, receive)


async def _keep_files(request: Request, folder: Path) -> list[str]:
    try:
        form = await request.form(max_files=FILES_MOST, max_fields=FILES_MOST)
    except HTTPException as error:
        raise SourceRefused(f"The form cannot be read: {error.detail}", remedy=_FORM) from error
    try:
        files = [item for item in form.getlist("file") if isinstance(item, UploadFile)]
        if not files:
            raise SourceRefused("The form holds no file.", remedy=_FORM)
        names: list[str] = []
        for file in files:
            names.append(_unlike(names, safe_name(file.filename or "")))
            await run_sync(_copy, file.file, folder / names[-1])
    finally:
        await form.close()
    return names


async def _keep_body(request: Request, folder: Path) -> str:
    name = safe_name(request.query_params.get("name", ""))
    async with await anyio.open_file(folder / name, "wb") as file:
        async for chunk in request.stream():
            await file.write(chunk)
    return name


def safe_name(name: str) -> str:
    """Return the last part of a file's name, fit for any disk and any page."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(sign if sign.isprintable() and sign != ":" else "_" for sign in last)
    kept = shown.encode("utf-8", "replace").decode().lstrip(". ")
    return kept[-_NAME_CHARACTERS_MOST:] or "upload"


def _unlike(names: list[str], name: str) -> str:
    """Return a name that none of the names is, on disks that know no case either."""
    taken = {each.casefold() for each in names}
    numbered = (f"{number} {name}" for number in range(2, len(names) + 2))
    return next(each for each in (name, *numbered) if each.casefold() not in taken)


def _copy(source: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)


def _label(names: list[str]) -> str:
    shown = ", ".join(names[:_LONGEST_LABEL_FILES])
    more = len(names) - _LONGEST_LABEL_FILES
    return f"{shown} and {more} more" if more > 0 else shown
