"""``/api/meetings/{id}/…``: hands, mute, remove, roles."""

from fastapi import APIRouter

from rapat.http import schemas
from rapat.http.context import Context, KnownVisitor

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["people"])


@router.put("/hand", status_code=204)
async def hand(meeting: str, body: schemas.Hand, context: Context, visitor: KnownVisitor) -> None:
    """Raise or lower one's own hand."""
    await context.hands.set(meeting, visitor, body.raised)


@router.post("/mute-all")
async def mute_all(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Muted:
    """Mute everybody but hosts, co-hosts and the caller."""
    muted = await context.moderation.mute_all(meeting, visitor)
    return schemas.Muted(muted=[str(identity) for identity in muted])


@router.post("/participants/{identity}/mute", status_code=204)
async def mute(meeting: str, identity: str, body: schemas.Mute, context: Context, visitor: KnownVisitor) -> None:
    """Mute somebody's microphone, camera or screen."""
    await context.moderation.mute(meeting, visitor, identity, body.source)


@router.delete("/participants/{identity}", status_code=204)
async def remove(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Send somebody out for good."""
    await context.moderation.remove(meeting, visitor, identity)


@router.patch("/participants/{identity}", status_code=204)
async def change_role(
    meeting: str, identity: str, body: schemas.RoleChange, context: Context, visitor: KnownVisitor
) -> None:
    """Make somebody a co-host, or a participant again: the host."""
    await context.moderation.change_role(meeting, visitor, identity, body.role)


@router.delete("/participants/{identity}/hand", status_code=204)
async def lower_hand(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Take somebody's hand down."""
    await context.moderation.lower_hand(meeting, visitor, identity)
