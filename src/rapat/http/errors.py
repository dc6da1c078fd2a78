"""Refusals → HTTP statuses and problem documents (RFC 9457): one table, one place."""

import math
from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rapat.domain import errors

STATUS: dict[type[errors.RapatError], int] = {
    errors.Invalid: 422,
    errors.NotSignedIn: 401,
    errors.Refused: 403,
    errors.NotThere: 404,
    errors.MeetingFull: 409,
    errors.EmailTaken: 409,
    errors.LastOwner: 409,
    errors.PlanChanged: 409,
    errors.RepeatRunning: 409,
    errors.BackupRunning: 409,
    errors.BackupUnwritten: 507,
    errors.RepeatDiffers: 422,
    errors.MeetingEnded: 410,
    errors.LinkSpent: 410,
    errors.FileExpired: 410,
    errors.MessageTooLong: 413,
    errors.PictureRefused: 415,
    errors.FileRefused: 415,
    errors.TooManyRequests: 429,
}
"""A class not listed takes the status of its nearest listed parent."""
PROBLEM = "application/problem+json"
AWAY_SECONDS = 5
"""When to try again what a database that is away has refused: a restart of one takes about that."""
log = structlog.get_logger("rapat.http")


def status_of(error: errors.RapatError) -> int:
    """The HTTP status of a refusal."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def problem(
    status: int, code: str, detail: str, headers: dict[str, str] | None = None, more: Mapping[str, object] | None = None
) -> JSONResponse:
    """A problem document; ``code`` is stable, ``detail`` is for programmers, ``more`` belongs to this code alone."""
    body = {
        "type": f"urn:rapat:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        **(more or {}),
    }
    return JSONResponse(body, status, headers, media_type=PROBLEM)


def refusal(error: errors.RapatError) -> JSONResponse:
    """The problem document of a refusal."""
    headers = None
    if isinstance(error, errors.TooManyRequests):
        headers = {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
    elif isinstance(error, errors.KeyInvalid):
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}  # RFC 6750 §3
    return problem(status_of(error), error.code, error.detail, headers, error.more)


def answer_as_away(app: FastAPI, *failures: type[Exception]) -> None:
    """Answer failures of what stands behind the site with "try again", which a program may do by itself."""

    async def away(_request: Request, error: Exception) -> JSONResponse:
        log.error("storage_away", error=type(error).__name__)
        wait = {"Retry-After": str(AWAY_SECONDS)}
        return problem(503, "storage_away", "what is kept cannot be reached now; try again", wait)

    for failure in failures:
        app.add_exception_handler(failure, away)


def answer_as_invalid(app: FastAPI, *failures: type[Exception]) -> None:
    """Answer what a database takes for no value, as text with a zero in it; nothing of the request was done."""

    async def no_value(_request: Request, _error: Exception) -> JSONResponse:
        return problem(422, "invalid", "check: a value that cannot be kept")

    for failure in failures:
        app.add_exception_handler(failure, no_value)


def install(app: FastAPI) -> None:
    """Answer every refusal of the API in this form."""

    async def refused(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, errors.RapatError)  # noqa: S101 - FastAPI hands over what it was registered for
        return refusal(error)

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        fields = sorted({".".join(str(part) for part in entry["loc"][1:]) or "body" for entry in error.errors()})
        return problem(422, "invalid", f"check: {', '.join(fields)[:200]}")

    async def plain(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        if error.status_code == 400:  # FastAPI's word for a body that no JSON parser gets through
            return problem(422, "invalid", "check: body")
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
        return problem(error.status_code, code, str(error.detail))

    app.add_exception_handler(errors.RapatError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
