"""``/api/me/keys``: keys with which programs use this API in one's own name."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from rapat.domain.activity import Act
from rapat.domain.program_keys import DAYS_MAX, ProgramKey, Scope
from rapat.http.context import Account, Context, caller
from rapat.http.schemas import Short, Strict

router = APIRouter(prefix="/api/me/keys", tags=["programs"])
DAYS = 90
"""How long a key holds unless its maker says otherwise."""


class NewKey(Strict):
    """``POST /api/me/keys``."""

    label: Short
    """What it is for."""
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=DAYS_MAX)] = DAYS


class Key(BaseModel):
    """A key without its secret."""

    id: str
    label: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """To ten minutes; null = never."""


class Keys(BaseModel):
    """``GET /api/me/keys``, newest first; expired ones stay for 30 days."""

    keys: list[Key]


class MadeKey(BaseModel):
    """The new key; ``secret`` is shown this once."""

    key: Key
    secret: str


def _shown(key: ProgramKey) -> Key:
    return Key(
        id=key.id,
        label=key.label,
        scopes=sorted(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        used_at=key.used_at,
    )


@router.get("")
async def my_keys(context: Context, me: Account) -> Keys:
    """Keys of one's own."""
    return Keys(keys=[_shown(key) for key in await context.keys.mine(me)])


@router.post("", status_code=201)
async def make_key(body: NewKey, request: Request, context: Context, me: Account) -> MadeKey:
    """Make a key; it does in one's name what its scopes open, and never more than one may oneself."""
    key, secret = await context.keys.make(me, body.label, body.scopes, body.days)
    await context.administration.note(me, Act.KEY_MADE, key.id, caller(request))
    return MadeKey(key=_shown(key), secret=secret)


@router.delete("/{key}", status_code=204)
async def revoke_key(key: str, request: Request, context: Context, me: Account) -> None:
    """Take a key out of force at once."""
    await context.keys.revoke(me, key)
    await context.administration.note(me, Act.KEY_REVOKED, key, caller(request))
