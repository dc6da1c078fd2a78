"""``/api/plans``, ``/api/agenda``, ``/api/me/room``, ``/api/me/feed`` and the feed itself: planned meetings."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from rapat.domain.errors import Invalid
from rapat.domain.people import Person
from rapat.http import plan_schemas as schemas
from rapat.http.context import Account, Context, HttpContext, SignedIn, caller, own_origin
from rapat.http.media_types import gives
from rapat.ports_calendar import Series
from rapat.services.calendar.plans import Draft, Wish

router = APIRouter(prefix="/api", tags=["planned meetings"])
feeds = APIRouter(tags=["planned meetings"])
CALENDAR = "text/calendar; charset=utf-8"


@router.post("/plans", status_code=201)
async def plan_meeting(body: schemas.NewPlan, context: Context, asking: SignedIn, me: Account) -> schemas.PlanView:
    """Plan a meeting; who is invited gets a letter where mail is set."""
    rules = await context.templates.rules(me, body.template) if body.template else None
    draft = Draft(
        title=body.title,
        starts=_local(body.starts),
        minutes=body.minutes,
        zone=body.zone,
        agenda=body.agenda,
        recurrence=body.recurrence,
        early_minutes=body.early_minutes,
        invitees=tuple(body.invitees),
        rules=rules,
    )
    return await _view(context, await context.planning.plans.plan(asking, me, draft), me)


@router.get("/agenda")
async def agenda(since: datetime, until: datetime, context: Context, me: Account) -> schemas.Agenda:
    """Dates of a window, own and invited, by start; at most 400 days."""
    dates = await context.planning.plans.agenda(me, _aware(since), _aware(until))
    return schemas.Agenda(dates=[schemas.date_view(date) for date in dates])


@router.get("/plans/{plan}")
async def look_at_plan(plan: str, context: Context, me: Account) -> schemas.PlanView:
    """One planned meeting."""
    return await _view(context, await context.planning.plans.look(me, plan), me)


@router.patch("/plans/{plan}")
async def change_plan(plan: str, body: schemas.PlanChange, context: Context, me: Account) -> schemas.PlanView:
    """Change one date, this and the following, or all; the answer holds the date now."""
    wish = Wish(
        title=body.title,
        agenda=body.agenda,
        starts=_local(body.starts) if body.starts is not None else None,
        minutes=body.minutes,
        zone=body.zone,
        recurrence=body.recurrence,
        opens="early_minutes" in body.model_fields_set,
        early_minutes=body.early_minutes,
    )
    changed = await context.planning.plans.change(me, plan, _local(body.date), body.scope, wish)
    return await _view(context, changed, me)


@router.post("/plans/{plan}/cancel", status_code=204)
async def cancel_plan(plan: str, body: schemas.PlanCancel, context: Context, me: Account) -> None:
    """Cancel one date, this and the following, or all."""
    await context.planning.plans.cancel(me, plan, _local(body.date), body.scope)


@router.put("/plans/{plan}/invitees")
async def invite(plan: str, body: schemas.Invited, context: Context, me: Account) -> schemas.PlanView:
    """Make exactly these the invited."""
    return await _view(context, await context.planning.plans.invite(me, plan, body.addresses), me)


@router.put("/plans/{plan}/answer", status_code=204)
async def answer(plan: str, body: schemas.Reply, context: Context, me: Account) -> None:
    """Say whether one comes."""
    await context.planning.plans.answer(me, plan, body.answer)


@router.get("/plans/{plan}/file.ics", response_class=Response, responses=gives("text/calendar"))
async def plan_file(plan: str, context: Context, me: Account) -> Response:
    """The planned meeting for a calendar application."""
    content = await context.planning.shelf.file(me, plan)
    return Response(content, media_type=CALENDAR, headers={"Content-Disposition": 'attachment; filename="meeting.ics"'})


@router.get("/me/room")
async def own_room(request: Request, context: Context, asking: SignedIn, me: Account) -> schemas.Room:
    """The permanent room; made when first asked for."""
    room = await context.planning.shelf.room(asking, me)
    return schemas.Room(meeting=room, link=f"{own_origin(request, context)}/m/{room}")


@router.post("/me/feed", status_code=201)
async def new_feed(request: Request, context: Context, me: Account) -> schemas.Feed:
    """A new private address of one's calendar; the one before is dead."""
    secret = await context.planning.shelf.new_feed(me)
    return schemas.Feed(address=f"{own_origin(request, context)}/calendar/{secret}.ics")


@feeds.get("/calendar/{secret}.ics", response_class=Response, responses=gives("text/calendar"))
async def feed(secret: str, request: Request, context: Context) -> Response:
    """The calendar of whoever was given this address: calendar applications cannot sign in."""
    context.asking.take(caller(request), context.monotonic())
    return Response(
        await context.planning.shelf.feed(secret), media_type=CALENDAR, headers={"Cache-Control": "private"}
    )


async def _view(context: HttpContext, series: Series, me: Person) -> schemas.PlanView:
    return schemas.plan_view(series, me.id, await context.planning.plans.pin(me, series))


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise Invalid("date: a local time like 2027-03-01T09:00, without an offset")
    return moment


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Invalid("since, until: with an offset, like 2027-03-01T00:00:00Z")
    return moment
