"""The waiting room, from both sides, and signed invitations."""

from datetime import datetime, timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request

from rapat.http import schemas
from rapat.http.context import Context, KnownVisitor, MaybeCaller, MaybeVisitor, own_origin
from rapat.services.waiting import Outlook

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["door"])


def _when(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def shown(outlook: Outlook) -> schemas.Waiting:
    """All that somebody who waits is told."""
    return schemas.Waiting(
        state=outlook.state,
        since=_when(outlook.since) if outlook.since is not None else None,
        place=outlook.place,
        note=outlook.note,
        host_here=outlook.host_here,
        early=outlook.early,
        opens=_when(outlook.opens) if outlook.opens is not None else None,
    )


@router.get("/waiting/me")
async def look(meeting: str, context: Context, caller: MaybeCaller) -> schemas.Waiting:
    """How it stands for the one who waits: ask every few seconds, it keeps the place in line."""
    visitor, person = (caller.visitor, caller.person) if caller is not None else (None, None)
    return shown(await context.waiting.look(meeting, visitor, person))


@router.delete("/waiting/me", status_code=204)
async def give_up(meeting: str, context: Context, visitor: MaybeVisitor) -> None:
    """Leave the line."""
    await context.waiting.give_up(meeting, visitor)


@router.get("/waiting")
async def line(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.WaitingLine:
    """Who waits: hosts and co-hosts."""
    found, places = await context.waiting.line(meeting, visitor)
    people = [
        schemas.WaitingPerson(identity=place.identity, name=place.name, since=_when(place.waiting_since))
        for place in places
        if place.waiting_since is not None
    ]
    return schemas.WaitingLine(waiting=people, note=found.waiting_note)


@router.post("/waiting/admit")
async def admit(meeting: str, body: schemas.Admit, context: Context, visitor: KnownVisitor) -> schemas.Admitted:
    """Let one person in, or everybody who waits."""
    admitted = await context.waiting.admit(meeting, visitor, body.identity)
    return schemas.Admitted(admitted=[str(identity) for identity in admitted])


@router.delete("/waiting/{identity}", status_code=204)
async def deny(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Send somebody who waits away, for this meeting."""
    await context.waiting.deny(meeting, visitor, identity)


@router.put("/waiting/note", status_code=204)
async def write(meeting: str, body: schemas.WaitingNote, context: Context, visitor: KnownVisitor) -> None:
    """Show those who wait a message."""
    await context.waiting.write(meeting, visitor, body.text)


@router.post("/participants/{identity}/wait", status_code=204)
async def send_back(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Send somebody from the meeting to the waiting room."""
    await context.waiting.send_back(meeting, visitor, identity)


@router.post("/invitations", status_code=201)
async def invite(
    meeting: str, body: schemas.NewInvitation, request: Request, context: Context, visitor: KnownVisitor
) -> schemas.SignedInvitation:
    """Sign an invitation; what follows the # of its link never reaches a server's log."""
    lifetime = timedelta(hours=body.hours)
    text, made = await context.door.invite(meeting, visitor, body.role, body.name, lifetime)
    return schemas.SignedInvitation(
        link=f"{own_origin(request, context)}/m/{quote(made.meeting)}#invitation={text}",
        invitation=text,
        role=made.role.value,
        name=made.name,
        expires_at=_when(made.expires_at),
    )
