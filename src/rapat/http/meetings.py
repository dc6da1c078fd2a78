"""``/api/meetings``: start, look, join, change, end."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Caller
from rapat.http import door, schemas
from rapat.http.context import (
    AnyCaller,
    Context,
    HttpContext,
    KnownCaller,
    KnownVisitor,
    MaybeCaller,
    MaybeVisitor,
    caller,
    own_origin,
)
from rapat.http.cursor import from_cursor, to_cursor
from rapat.services.door import Ticket
from rapat.services.meetings import PAGE_MAX
from rapat.services.waiting import Outlook

router = APIRouter(prefix="/api/meetings", tags=["meetings"])


def _you(attendee: Attendee | None) -> schemas.You | None:
    if attendee is None or attendee.removed:
        return None
    return schemas.You(identity=attendee.identity, name=attendee.name, role=attendee.role.value)


@router.post("", status_code=201)
async def create(body: schemas.NewMeeting, request: Request, context: Context, me: AnyCaller) -> schemas.MeetingCreated:
    """Start a meeting now; the caller is its host."""
    context.creating.take(caller(request), context.monotonic())
    meeting = await context.meetings.create(me, body.title)
    return schemas.MeetingCreated(
        id=meeting.id, title=meeting.title, link=f"{own_origin(request, context)}/m/{quote(meeting.id)}"
    )


async def _overview(context: HttpContext, meeting: str, me: Caller | None) -> schemas.MeetingOverview:
    visitor, person = (me.visitor, me.person) if me is not None else (None, None)
    found = await context.meetings.overview(meeting, visitor, person)
    shown: Meeting = found.meeting
    return schemas.MeetingOverview(
        id=shown.id,
        title=shown.title,
        locked=shown.locked,
        ended=shown.ended_at is not None,
        participants=found.participants,
        max_participants=found.places,
        entry=shown.rules.entry,
        others=shown.rules.others,
        pin=bool(shown.rules.pin),
        you=_you(found.you),
    )


@router.get("")
async def my_meetings(
    context: Context,
    visitor: MaybeVisitor,
    after: Annotated[str, Query(max_length=1_000)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> schemas.MeetingList:
    """Meetings that the caller made or joined, newest first."""
    page = await context.meetings.mine(visitor, from_cursor(after), limit)
    return schemas.MeetingList(
        meetings=[
            schemas.ListedMeeting(
                id=listed.meeting.id,
                title=listed.meeting.title,
                created_at=listed.meeting.created_at,
                ended_at=listed.meeting.ended_at,
                locked=listed.meeting.locked,
                role=listed.role.value,
            )
            for listed in page.meetings
            if listed.role is not None
        ],
        next=to_cursor(page.next),
    )


@router.get("/{meeting}")
async def overview(meeting: str, context: Context, me: MaybeCaller) -> schemas.MeetingOverview:
    """What may be known before joining."""
    return await _overview(context, meeting, me)


def _name(body: schemas.JoinRequest, me: Caller) -> str:
    """What was typed, or the name of the account."""
    return body.name or (me.person.name if me.person is not None else "")


@router.post("/{meeting}/join", responses={202: {"model": schemas.Waiting}})
async def join(
    meeting: str, body: schemas.JoinRequest, request: Request, response: Response, context: Context, me: AnyCaller
) -> schemas.Joined | schemas.Waiting:
    """Come in; 202 = wait until a host lets one in, then ask again."""
    ticket = Ticket(body.pin, body.invitation, person=me.person, origin=caller(request))
    outcome = await context.meetings.join(meeting, me.visitor, _name(body, me), ticket)
    if isinstance(outcome, Outlook):
        response.status_code = 202
        return door.shown(outcome)
    scheme = "wss" if context.secure else "ws"
    return schemas.Joined(
        url=f"{scheme}://{request.headers.get('host', '')}",
        token=outcome.token,
        identity=outcome.attendee.identity,
        role=outcome.attendee.role.value,
    )


@router.patch("/{meeting}")
async def change(
    meeting: str, body: schemas.MeetingChange, context: Context, me: KnownCaller
) -> schemas.MeetingOverview:
    """Lock, unlock, rename: host or co-host."""
    await context.rules.name_or_lock(meeting, me.visitor, locked=body.locked, title=body.title)
    return await _overview(context, meeting, me)


@router.post("/{meeting}/end", status_code=204)
async def end(meeting: str, context: Context, visitor: KnownVisitor) -> None:
    """End for all: the host."""
    await context.meetings.end(meeting, visitor)
