"""``/api/admin/backup``: backup now. Restoring is for the command line: it needs a box without data."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from rapat.http.context import Account, Context, caller
from rapat.http.files import HARMLESS
from rapat.http.media_types import gives
from rapat.http.schemas import Strict
from rapat.ports_admin import BackupFile
from rapat.services.backups import PASSPHRASE_MAX, PASSPHRASE_MIN

router = APIRouter(prefix="/api/admin/backup", tags=["administration"])
BYTES = "application/octet-stream"


class BackupWish(Strict):
    """``POST /api/admin/backup``."""

    passphrase: Annotated[str, Field(min_length=PASSPHRASE_MIN, max_length=PASSPHRASE_MAX)]
    keep: bool = False
    """Leave it on the box; else it is there to be downloaded once."""


class BackupView(BaseModel):
    """A backup; ``size`` in bytes."""

    name: str
    size: int
    made_at: datetime
    kept: bool


class Backups(BaseModel):
    """``GET /api/admin/backup``, newest first."""

    backups: list[BackupView]


@router.post("", status_code=201)
async def make(body: BackupWish, request: Request, context: Context, me: Account) -> BackupView:
    """Write everything into one encrypted file; meetings go on meanwhile."""
    return _shown(await context.backups.make(me, body.passphrase, keep=body.keep, address=caller(request)))


@router.get("")
async def backups(context: Context, me: Account) -> Backups:
    """Backups that lie on the box."""
    return Backups(backups=[_shown(one) for one in await context.backups.all(me)])


@router.get("/{name}", response_class=FileResponse, responses=gives(BYTES))
async def download(name: str, request: Request, context: Context, me: Account) -> FileResponse:
    """The file; one that was not to be kept is deleted afterwards."""
    path = await context.backups.take(me, name, caller(request))
    headers = {**HARMLESS, "Cache-Control": "no-store"}
    after = BackgroundTask(context.backups.taken, name)
    return FileResponse(path, filename=name, media_type=BYTES, headers=headers, background=after)


@router.delete("/{name}", status_code=204)
async def delete(name: str, request: Request, context: Context, me: Account) -> None:
    """Delete one."""
    await context.backups.delete(me, name, caller(request))


def _shown(one: BackupFile) -> BackupView:
    return BackupView(name=one.name, size=one.size, made_at=one.made_at, kept=one.kept)
