"""``/api/admin/mail``: the mail server, and a letter to try it. The password comes in and never goes out."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from rapat.http.context import Account, Context, caller
from rapat.http.schemas import Short, Strict
from rapat.ports_mail import Security
from rapat.services.mail_settings import MailState, MailWish, Source

router = APIRouter(prefix="/api/admin/mail", tags=["administration"])


class MailView(BaseModel):
    """The mail server in force; empty where there is none."""

    source: Source
    host: str
    port: int
    security: Security | Literal[""]
    user: str
    sender: str
    password_set: bool


class MailSettings(Strict):
    """``PUT /api/admin/mail``; without ``password`` the one that is kept stays."""

    host: Short
    port: Annotated[int, Field(ge=1, le=65_535)]
    security: Security
    user: Short = ""
    sender: Short
    password: Short | None = None


class MailTried(BaseModel):
    """How a test letter went; ``words`` are the mail server's own when it did not take it."""

    sent: bool
    words: str


@router.get("")
async def settings(context: Context, me: Account) -> MailView:
    """By what letters are sent."""
    return _shown(context.mail.state(me))


@router.put("")
async def change(body: MailSettings, request: Request, context: Context, me: Account) -> MailView:
    """Send letters by this server from now on."""
    wish = MailWish(
        host=body.host,
        port=body.port,
        security=body.security,
        user=body.user,
        sender=body.sender,
        password=body.password,
    )
    return _shown(await context.mail.set(me, wish, caller(request)))


@router.delete("")
async def reset(request: Request, context: Context, me: Account) -> MailView:
    """Send letters as the operator set it, by flag or file."""
    return _shown(await context.mail.reset(me, caller(request)))


@router.post("/test")
async def test(request: Request, context: Context, me: Account) -> MailTried:
    """Send the caller a letter now."""
    tried = await context.mail.test(me, caller(request))
    return MailTried(sent=tried.sent, words=tried.words)


def _shown(state: MailState) -> MailView:
    server = state.server
    if server is None:
        return MailView(source=state.source, host="", port=0, security="", user="", sender="", password_set=False)
    return MailView(
        source=state.source,
        host=server.host,
        port=server.port,
        security=server.security,
        user=server.user,
        sender=server.sender,
        password_set=bool(server.password),
    )
