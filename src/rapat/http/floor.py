"""Who has the floor: hands, asking to speak, spotlight, reactions."""

from fastapi import APIRouter

from rapat.http import schemas
from rapat.http.context import Context, KnownVisitor

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["floor"])


@router.put("/hand", status_code=204)
async def hand(meeting: str, body: schemas.Hand, context: Context, visitor: KnownVisitor) -> None:
    """Raise or lower one's own hand."""
    await context.hands.set(meeting, visitor, body.raised)


@router.delete("/participants/{identity}/hand", status_code=204)
async def lower_hand(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Take somebody's hand down."""
    await context.hands.lower(meeting, visitor, identity)


@router.delete("/hands", status_code=204)
async def lower_hands(meeting: str, context: Context, visitor: KnownVisitor) -> None:
    """Take every hand down."""
    await context.hands.lower_all(meeting, visitor)


@router.post("/hands/next")
async def next_speaker(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.NextSpeaker:
    """Take the first hand down and ask its person to speak."""
    speaker = await context.floor.next_speaker(meeting, visitor)
    return schemas.NextSpeaker(identity=speaker.identity if speaker is not None else None)


@router.post("/participants/{identity}/ask", status_code=204)
async def ask(meeting: str, identity: str, body: schemas.Mute, context: Context, visitor: KnownVisitor) -> None:
    """Ask somebody to turn on microphone, camera or screen; gives the right to it."""
    await context.floor.ask(meeting, visitor, identity, body.source)


@router.delete("/participants/{identity}/granted", status_code=204)
async def take_back(meeting: str, identity: str, context: Context, visitor: KnownVisitor) -> None:
    """Take back the rights that were given to one person alone."""
    await context.floor.take_back(meeting, visitor, identity)


@router.put("/spotlight", status_code=204)
async def spotlight(meeting: str, body: schemas.Spotlight, context: Context, visitor: KnownVisitor) -> None:
    """Show somebody large to everybody; null = nobody."""
    await context.floor.spotlight(meeting, visitor, body.identity)


@router.post("/reactions", status_code=204)
async def react(meeting: str, body: schemas.Reaction, context: Context, visitor: KnownVisitor) -> None:
    """Show everybody an emoji for a moment."""
    await context.floor.react(meeting, visitor, body.emoji)
