"""``/api/meetings``: start, look, join, change, end."""

from urllib.parse import quote

from fastapi import APIRouter, Request

from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Caller
from rapat.http import schemas
from rapat.http.context import AnyCaller, Context, HttpContext, KnownVisitor, MaybeVisitor, caller

router = APIRouter(prefix="/api/meetings", tags=["meetings"])


def _you(attendee: Attendee | None) -> schemas.You | None:
    if attendee is None or attendee.removed:
        return None
    return schemas.You(identity=attendee.identity, name=attendee.name, role=attendee.role.value)


def _origin(request: Request, context: HttpContext) -> str:
    return f"{'https' if context.secure else 'http'}://{request.headers.get('host', '')}"


@router.post("", status_code=201)
async def create(body: schemas.NewMeeting, request: Request, context: Context, me: AnyCaller) -> schemas.MeetingCreated:
    """Start a meeting now; the caller is its host."""
    context.creating.take(caller(request), context.monotonic())
    meeting = await context.meetings.create(me, body.title)
    return schemas.MeetingCreated(
        id=meeting.id, title=meeting.title, link=f"{_origin(request, context)}/m/{quote(meeting.id)}"
    )


async def _overview(context: HttpContext, meeting: str, visitor: MaybeVisitor) -> schemas.MeetingOverview:
    found = await context.meetings.overview(meeting, visitor)
    shown: Meeting = found.meeting
    return schemas.MeetingOverview(
        id=shown.id,
        title=shown.title,
        locked=shown.locked,
        ended=shown.ended_at is not None,
        participants=found.participants,
        max_participants=context.meetings.max_participants,
        you=_you(found.you),
    )


@router.get("/{meeting}")
async def overview(meeting: str, context: Context, visitor: MaybeVisitor) -> schemas.MeetingOverview:
    """What may be known before joining."""
    return await _overview(context, meeting, visitor)


def _name(body: schemas.JoinRequest, me: Caller) -> str:
    """What was typed, or the name of the account."""
    return body.name or (me.person.name if me.person is not None else "")


@router.post("/{meeting}/join")
async def join(
    meeting: str, body: schemas.JoinRequest, request: Request, context: Context, me: AnyCaller
) -> schemas.Joined:
    """Come in."""
    entry = await context.meetings.join(meeting, me.visitor, _name(body, me))
    scheme = "wss" if context.secure else "ws"
    return schemas.Joined(
        url=f"{scheme}://{request.headers.get('host', '')}",
        token=entry.token,
        identity=entry.attendee.identity,
        role=entry.attendee.role.value,
    )


@router.patch("/{meeting}")
async def change(
    meeting: str, body: schemas.MeetingChange, context: Context, visitor: KnownVisitor
) -> schemas.MeetingOverview:
    """Lock, unlock, rename: host or co-host."""
    await context.rules.name_or_lock(meeting, visitor, locked=body.locked, title=body.title)
    return await _overview(context, meeting, visitor)


@router.post("/{meeting}/end", status_code=204)
async def end(meeting: str, context: Context, visitor: KnownVisitor) -> None:
    """End for all: the host."""
    await context.meetings.end(meeting, visitor)
