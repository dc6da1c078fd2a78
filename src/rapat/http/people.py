"""What hosts do to people: mute, remove, ban, rename, give roles."""

from typing import Annotated

from fastapi import APIRouter, Query

from rapat.http import schemas
from rapat.http.context import Context, KnownVisitor

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["people"])


@router.post("/mute-all")
async def mute_all(
    meeting: str, context: Context, visitor: KnownVisitor, body: schemas.MuteAll | None = None
) -> schemas.Muted:
    """Mute everybody but hosts, co-hosts and the caller; ``final`` = they may not turn on again by themselves."""
    muted = await context.moderation.mute_all(meeting, visitor, final=body is not None and body.final)
    return schemas.Muted(muted=[str(identity) for identity in muted])


@router.post("/mute-all/undo")
async def undo_mute_all(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Asked:
    """Take the last muting of everybody back, within 15 seconds."""
    asked = await context.moderation.undo_mute_all(meeting, visitor)
    return schemas.Asked(asked=[str(identity) for identity in asked])


@router.post("/participants/{identity}/mute", status_code=204)
async def mute(meeting: str, identity: str, body: schemas.Mute, context: Context, visitor: KnownVisitor) -> None:
    """Mute somebody's microphone, camera or screen."""
    await context.moderation.mute(meeting, visitor, identity, body.source)


@router.delete("/participants/{identity}", status_code=204)
async def remove(
    meeting: str,
    identity: str,
    context: Context,
    visitor: KnownVisitor,
    back: Annotated[bool, Query()] = False,
) -> None:
    """Send somebody out; for good, unless ``back``."""
    await context.moderation.remove(meeting, visitor, identity, back=back)


@router.patch("/participants/{identity}", status_code=204)
async def change_person(
    meeting: str, identity: str, body: schemas.PersonChange, context: Context, visitor: KnownVisitor
) -> None:
    """Give a role (the host), or change a name (hosts, and everybody their own)."""
    if body.role is not None:
        await context.moderation.change_role(meeting, visitor, identity, body.role)
    if body.name is not None:
        await context.moderation.rename(meeting, visitor, identity, body.name)


@router.post("/participants/{identity}/host", status_code=204)
async def transfer(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Hand the meeting over: somebody else becomes host, the caller co-host."""
    await context.moderation.transfer(meeting, visitor, identity)


@router.post("/participants/{identity}/reports", status_code=204)
async def report(meeting: str, identity: str, body: schemas.NewReport, context: Context, visitor: KnownVisitor) -> None:
    """Tell the administrators of the site about somebody."""
    await context.reports.report(meeting, visitor, identity, body.text)


@router.get("/names")
async def names(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Names:
    """Real names while others see numbers: hosts and co-hosts."""
    found = await context.moderation.names(meeting, visitor)
    return schemas.Names(names={str(identity): name for identity, name in found.items()})


@router.get("/bans")
async def bans(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Bans:
    """Who may not come back."""
    banned = await context.moderation.banned(meeting, visitor)
    return schemas.Bans(banned=[schemas.Named(identity=place.identity, name=place.name) for place in banned])


@router.delete("/bans/{identity}", status_code=204)
async def let_back(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Lift a ban."""
    await context.moderation.let_back(meeting, visitor, identity)
