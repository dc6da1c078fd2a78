"""``/api/admin``: live meetings, reports, the activity log and the box, for administrators."""

import csv
import io
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from rapat.domain.activity import Act, Wanted
from rapat.domain.people import Person
from rapat.http.context import Account, Context, caller
from rapat.http.media_types import gives
from rapat.ports_admin import Trouble
from rapat.services.administration import PAGE_MAX, Entry

router = APIRouter(prefix="/api/admin", tags=["administration"])
CSV_MAX = 10_000
"""Entries of one exported table."""


class LiveMeeting(BaseModel):
    """A meeting that takes place."""

    id: str
    title: str
    people: int
    since: datetime | None
    owner: str
    """Name; empty = a guest started it."""


class LiveMeetings(BaseModel):
    """``GET /api/admin/meetings``, the fullest first."""

    meetings: list[LiveMeeting]


class ReportView(BaseModel):
    """A report of a disturber."""

    id: str
    meeting: str
    about: str
    about_name: str
    text: str
    reported_at: datetime


class Reports(BaseModel):
    """``GET /api/admin/reports``, newest first."""

    reports: list[ReportView]


class ActivityView(BaseModel):
    """An entry of the log; names are those of today, empty when the account is gone."""

    id: str
    at: datetime
    act: Act
    actor: str
    actor_name: str
    about: str
    about_name: str
    address: str


class ActivityPage(BaseModel):
    """``GET /api/admin/activity``, newest first; ``next`` empty = this was the last page."""

    entries: list[ActivityView]
    next: str


class AdviceView(BaseModel):
    """What the operator should do: ``code`` for programs, ``words`` in English as the log has them."""

    code: Trouble
    words: str


class HealthView(BaseModel):
    """``GET /api/admin/health``; sizes in bytes."""

    version: str
    started_at: datetime
    port: int
    """TCP for pages and calls, UDP for media."""
    disk_free: int
    disk_total: int
    database_bytes: int
    certificate_until: datetime | None
    advice: list[AdviceView]
    media: dict[str, float]


def wanted_of(
    act: Annotated[list[Act], Query(max_length=len(Act))] = [],  # noqa: B006 - FastAPI copies it
    actor: Annotated[str, Query(max_length=40)] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
) -> Wanted:
    """Which entries the caller looks for. ``until`` itself is no longer one of them."""
    return Wanted(acts=act, actor=actor, since=since, until=until)


Sought = Annotated[Wanted, Depends(wanted_of)]


@router.get("/meetings")
async def live_meetings(context: Context, me: Account) -> LiveMeetings:
    """Meetings with somebody in them."""
    found = await context.administration.live(me)
    return LiveMeetings(
        meetings=[
            LiveMeeting(
                id=meeting.id,
                title=meeting.title,
                people=meeting.people,
                since=meeting.since,
                owner=meeting.owner.name if meeting.owner is not None else "",
            )
            for meeting in found
        ]
    )


@router.post("/meetings/{meeting}/end", status_code=204)
async def end_meeting(meeting: str, request: Request, context: Context, me: Account) -> None:
    """End a meeting for everybody."""
    await context.administration.end(me, meeting, caller(request))


@router.get("/reports")
async def open_reports(context: Context, me: Account) -> Reports:
    """Reports that nobody has dealt with."""
    found = await context.administration.reports(me)
    return Reports(
        reports=[
            ReportView(
                id=report.id,
                meeting=report.meeting,
                about=report.about,
                about_name=report.about_name,
                text=report.text,
                reported_at=report.reported_at,
            )
            for report in found
        ]
    )


@router.delete("/reports/{report}", status_code=204)
async def close_report(report: str, request: Request, context: Context, me: Account) -> None:
    """Mark a report as dealt with."""
    await context.administration.close_report(me, report, caller(request))


@router.get("/activity")
async def activity(
    context: Context,
    me: Account,
    wanted: Sought,
    before: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> ActivityPage:
    """A page of the activity log."""
    found = await context.administration.activity(me, before, limit, wanted)
    return ActivityPage(
        entries=[_view(entry) for entry in found], next=found[-1].activity.id if len(found) == limit else ""
    )


@router.get("/activity.csv", response_class=Response, responses=gives("text/csv"))
async def activity_table(context: Context, me: Account, wanted: Sought) -> Response:
    """The log as a table, newest first, at most 10,000 entries."""
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(["at", "act", "actor", "actor_name", "about", "about_name", "address"])
    before, rows = "", 0
    while rows < CSV_MAX and (page := await _page(context, me, before, wanted)):
        for entry in page:
            view = _view(entry)
            row = [view.act, view.actor, view.actor_name, view.about, view.about_name, view.address]
            table.writerow([view.at.isoformat(), *(_harmless(cell) for cell in row)])
        before, rows = page[-1].activity.id, rows + len(page)
    headers = {"Content-Disposition": 'attachment; filename="activity.csv"'}
    return Response(lines.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/health")
async def health(context: Context, me: Account) -> HealthView:
    """How the box is."""
    found = await context.administration.health(me)
    return HealthView(
        version=context.version,
        started_at=found.started_at,
        port=found.port,
        disk_free=found.disk_free,
        disk_total=found.disk_total,
        database_bytes=found.database_bytes,
        certificate_until=found.certificate_until,
        advice=[AdviceView(code=advice.code, words=advice.words) for advice in found.advice],
        media=dict(found.media),
    )


async def _page(context: Context, me: Person, before: str, wanted: Wanted) -> list[Entry]:
    return await context.administration.activity(me, before, PAGE_MAX, wanted)


def _view(entry: Entry) -> ActivityView:
    log = entry.activity
    return ActivityView(
        id=log.id,
        at=log.at,
        act=log.act,
        actor=log.actor,
        actor_name=entry.actor,
        about=log.about,
        about_name=entry.about,
        address=log.address,
    )


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
