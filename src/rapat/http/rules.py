"""The rules of a meeting: its door and its switches; and "stop everything"."""

from fastapi import APIRouter

from rapat.domain.meeting import Meeting
from rapat.domain.roles import Right
from rapat.http import schemas
from rapat.http.context import Context, HttpContext, KnownVisitor
from rapat.services.rules import RulesChange

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["rules"])


def _shown(meeting: Meeting, context: HttpContext) -> schemas.Rules:
    rules = meeting.rules
    return schemas.Rules(
        entry=rules.entry,
        others=rules.others,
        pin=rules.pin,
        places=rules.places or 0,
        minutes=rules.minutes or 0,
        locked=meeting.locked,
        switches={right: right not in rules.off for right in Right},
        forced=context.rules.forced(rules),
    )


@router.get("/rules")
async def rules(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Rules:
    """Door and switches, PIN included: hosts and co-hosts."""
    return _shown(await context.rules.rules(meeting, visitor), context)


@router.patch("/rules")
async def change(meeting: str, body: schemas.RulesChange, context: Context, visitor: KnownVisitor) -> schemas.Rules:
    """Change what is named; rights bite at once."""
    wish = RulesChange(body.entry, body.others, body.pin, body.places, body.switches, body.minutes)
    return _shown(await context.rules.change(meeting, visitor, wish), context)


@router.post("/stop")
async def stop(meeting: str, context: Context, visitor: KnownVisitor) -> schemas.Rules:
    """Stop everything: media of participants off, chat closed, door locked."""
    return _shown(await context.rules.stop_everything(meeting, visitor), context)
