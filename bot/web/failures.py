"""Every failure as JSON: what happened, to which thing, what to do. Never a stack trace."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.contract import error_to_json
from bot.errors import DeadlinePassed, ModelBusy, QuestionRefused
from bot.shapes import ErrorBodyJson
from bot.web.refusals import ChangeRefused
from vectorstore.errors import PaperUnknown, ReportedError, SourceUnreadable

_OPENAI = "/v1/"
_FAULTS_SHOWN = 5


def add_handlers(app: FastAPI) -> None:
    """Make an application answer every failure in the contract's form."""
    app.exception_handler(ReportedError)(_reported)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def failure(status: int, kind: str, message: str, remedy: str, *, path: str) -> JSONResponse:
    """Return a failure as a response; OpenAI's own fields are added under `/v1/`."""
    return _respond(
        status, {"error": {"kind": kind, "message": message, "remedy": remedy}}, path=path
    )


def openai_error(
    body: ErrorBodyJson, *, status: int = HTTPStatus.SERVICE_UNAVAILABLE
) -> dict[str, object]:
    """Return an error with the fields that OpenAI's clients read besides `message`."""
    error = body["error"]
    blame = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return {"error": {**error, "type": blame, "code": error["kind"], "param": None}}


def status_of(error: ReportedError) -> int:
    """Return the HTTP status of an error: the asker's fault, a missing thing, or ours."""
    match error:
        case QuestionRefused():
            return HTTPStatus.BAD_REQUEST
        case ChangeRefused():
            return error.status
        case SourceUnreadable():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case PaperUnknown():
            return HTTPStatus.NOT_FOUND
        case DeadlinePassed():
            return HTTPStatus.GATEWAY_TIMEOUT
        case _:  # ModelBusy too: OpenAI says 503 to overload, and its clients try again
            return HTTPStatus.SERVICE_UNAVAILABLE


async def _reported(request: Request, error: ReportedError) -> JSONResponse:
    response = _respond(status_of(error), error_to_json(error), path=request.url.path)
    if isinstance(error, ModelBusy):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _respond(status: int, body: ErrorBodyJson, *, path: str) -> JSONResponse:
    content = openai_error(body, status=status) if path.startswith(_OPENAI) else body
    return JSONResponse(content, status_code=status)


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    # The values are left out: a body may be long, and a client has it already.
    faults = [
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors()[:_FAULTS_SHOWN]
    ]
    return failure(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request-invalid",
        f"The request cannot be used: {'; '.join(faults)}.",
        "Compare it with /api/openapi.json.",
        path=request.url.path,
    )


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    phrase = HTTPStatus(error.status_code).phrase
    return failure(
        error.status_code,
        phrase.lower().replace(" ", "-"),
        f"{phrase}: {request.method} {request.url.path}.",
        "See /api/openapi.json for what this server answers.",
        path=request.url.path,
    )


async def _unexpected(request: Request, _error: Exception) -> JSONResponse:
    return failure(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal",
        f"Something went wrong while answering {request.url.path}.",
        "The server's log has the details; please report it.",
        path=request.url.path,
    )
