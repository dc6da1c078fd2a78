"""How long things are kept; a person's own data, to take along or to be forgotten."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from rapat.domain.retention import DAYS_MAX, DAYS_MIN, FOREVER, Retention
from rapat.http.context import Account, Context, SignedIn, caller, end_session, known_device
from rapat.http.files import HARMLESS
from rapat.http.media_types import gives
from rapat.http.schemas import Short, Strict
from rapat.http.zipped import zipped

router = APIRouter(prefix="/api", tags=["privacy"])
DaysOnly = Annotated[int, Field(ge=DAYS_MIN, le=DAYS_MAX)]
Days = DaysOnly | Literal["forever"]


class RetentionView(BaseModel):
    """``GET /api/admin/retention``; days."""

    chat: int | Literal["forever"]
    files: int | Literal["forever"]
    log: int
    meetings: int | Literal["forever"]


class RetentionWish(Strict):
    """``PUT /api/admin/retention``; all of it."""

    chat: Days
    files: Days
    log: DaysOnly
    meetings: Days


class EraseMe(Strict):
    """``POST /api/me/erase``: the password again."""

    password: Short


class ErasePerson(Strict):
    """``POST /api/people/{person}/erase``: the person's name, typed."""

    name: Short


@router.get("/admin/retention")
async def retention(context: Context, me: Account) -> RetentionView:
    """How long things are kept."""
    return _shown(context.retention.get(me))


@router.put("/admin/retention")
async def keep(body: RetentionWish, request: Request, context: Context, me: Account) -> RetentionView:
    """Keep things so long from now on."""
    wish = Retention(chat=_days(body.chat), files=_days(body.files), log=body.log, meetings=_days(body.meetings))
    return _shown(await context.retention.set(me, wish, caller(request)))


@router.get("/me/export", response_class=StreamingResponse, responses=gives("application/zip"))
async def export(request: Request, context: Context, me: SignedIn) -> StreamingResponse:
    """Everything that is kept of the caller, as a ZIP."""
    members = await context.departure.export(me, caller(request))
    headers = {
        **HARMLESS,
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="rapat-export.zip"',
    }
    return StreamingResponse(zipped(members), media_type="application/zip", headers=headers)


@router.post("/me/erase", status_code=204)
async def erase_me(body: EraseMe, request: Request, response: Response, context: Context, me: SignedIn) -> None:
    """Forget the caller: account, sessions, what was written and uploaded."""
    await context.departure.erase_me(me, body.password, caller(request), known_device(request, context))
    end_session(response, context)


@router.post("/people/{person}/erase", status_code=204)
async def erase(person: str, body: ErasePerson, request: Request, context: Context, me: Account) -> None:
    """Forget somebody."""
    await context.departure.erase(me, person, body.name, caller(request))


def _days(told: int | str) -> int | None:
    return told if isinstance(told, int) else None


def _shown(now: Retention) -> RetentionView:
    return RetentionView(
        chat=now.chat or FOREVER, files=now.files or FOREVER, log=now.log, meetings=now.meetings or FOREVER
    )
