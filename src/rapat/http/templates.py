"""``/api/templates``: what meetings can start from, one's own and the organisation's."""

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from rapat.domain.activity import Act
from rapat.domain.door import Entry, Others
from rapat.domain.people import Person
from rapat.domain.roles import Right
from rapat.domain.template import Template
from rapat.http import schemas
from rapat.http.context import Account, Context, HttpContext, SignedIn, caller, own_origin
from rapat.http.schemas import Short, Strict, Text
from rapat.services.templates import TemplateRules, TemplateWish

router = APIRouter(prefix="/api/templates", tags=["templates"])
Count = Annotated[int, Field(ge=0, le=100_000)]


class StartRules(Strict):
    """With which rules a meeting starts; where the site forces something, that holds instead."""

    entry: Entry = Entry.LINK
    others: Others = Others.WAIT
    pin: bool = False
    """Each meeting gets a PIN of its own."""
    places: Count = 0
    """0 = the site's limit."""
    minutes: Count = 0
    """Longest length; 0 = the site's limit."""
    switches: dict[Right, bool] = {}
    """Right → whether participants have it; those not named they have."""


class NewTemplate(Strict):
    """``POST /api/templates``: without ``rules`` and ``rules_of``, those of any new meeting."""

    name: Short
    shared: bool = False
    """It is the organisation's: administrators alone."""
    title: Short = ""
    agenda: Text = ""
    minutes: Count = 30
    """How long the meeting is planned."""
    early_minutes: Count | None = None
    rules: StartRules | None = None
    rules_of: Short | None = None
    """Id of a meeting of which one is host: its rules are taken over."""


class TemplateChange(Strict):
    """``PATCH /api/templates/{id}``: what is absent stays, but ``early_minutes`` null means "at any time"."""

    name: Short | None = None
    title: Short | None = None
    agenda: Text | None = None
    minutes: Count | None = None
    early_minutes: Count | None = None
    rules: StartRules | None = None
    """All of them: what is absent in here is as in a new template."""
    rules_of: Short | None = None


class TemplateView(BaseModel):
    """A template; its rules are those that a meeting from it would have now."""

    id: str
    name: str
    shared: bool
    """The organisation's: only administrators change it."""
    title: str
    agenda: str
    minutes: int
    early_minutes: int | None
    rules: StartRules
    created_at: datetime


class Templates(BaseModel):
    """``GET /api/templates``: one's own and then the organisation's, each by name; at most 50 and 50."""

    templates: list[TemplateView]


def _shown(template: Template) -> TemplateView:
    rules = template.rules
    return TemplateView(
        id=template.id,
        name=template.name,
        shared=template.owner is None,
        title=template.subject.title,
        agenda=template.subject.agenda,
        minutes=template.minutes,
        early_minutes=template.early_minutes,
        rules=StartRules(
            entry=rules.entry,
            others=rules.others,
            pin=template.asks_pin,
            places=rules.places or 0,
            minutes=rules.minutes or 0,
            switches={right: right not in rules.off for right in Right},
        ),
        created_at=template.created_at,
    )


def _wish(body: NewTemplate | TemplateChange) -> TemplateWish:
    return TemplateWish(
        name=body.name,
        title=body.title,
        agenda=body.agenda,
        minutes=body.minutes,
        opens="early_minutes" in body.model_fields_set,
        early_minutes=body.early_minutes,
        rules=_rules(body.rules) if body.rules is not None else None,
        rules_of=body.rules_of,
    )


def _rules(wanted: StartRules) -> TemplateRules:
    return TemplateRules(
        entry=wanted.entry,
        others=wanted.others,
        pin=wanted.pin,
        places=wanted.places,
        minutes=wanted.minutes,
        off=frozenset(right for right, allowed in wanted.switches.items() if not allowed),
    )


async def _note(context: HttpContext, me: Person, template: str, shared: bool, request: Request) -> None:
    """The organisation's are administrators' business; one's own are nobody's but one's own."""
    if shared:
        await context.administration.note(me, Act.TEMPLATE_CHANGED, template, caller(request))


@router.get("")
async def my_templates(context: Context, me: Account) -> Templates:
    """Templates that one may use."""
    return Templates(templates=[_shown(one) for one in await context.templates.all(me)])


@router.post("", status_code=201)
async def save_template(body: NewTemplate, request: Request, context: Context, me: Account) -> TemplateView:
    """Save a template, with rules of its own or those of a meeting."""
    shown = _shown(await context.templates.save(me, _wish(body), shared=body.shared))
    await _note(context, me, shown.id, shown.shared, request)
    return shown


@router.get("/{template}")
async def look_at_template(template: str, context: Context, me: Account) -> TemplateView:
    """One template."""
    return _shown(await context.templates.look(me, template))


@router.patch("/{template}")
async def change_template(
    template: str, body: TemplateChange, request: Request, context: Context, me: Account
) -> TemplateView:
    """Change what is named; meetings that started from it stay as they are."""
    shown = _shown(await context.templates.change(me, template, _wish(body)))
    await _note(context, me, shown.id, shown.shared, request)
    return shown


@router.delete("/{template}", status_code=204)
async def delete_template(template: str, request: Request, context: Context, me: Account) -> None:
    """Delete it; meetings that started from it stay as they are."""
    gone = await context.templates.delete(me, template)
    await _note(context, me, gone.id, gone.owner is None, request)


@router.post("/{template}/start", status_code=201)
async def start_from_template(
    template: str, request: Request, context: Context, asking: SignedIn, me: Account
) -> schemas.MeetingCreated:
    """Start a meeting now, with title and rules of the template; the caller is its host."""
    context.creating.take(caller(request), context.monotonic())
    made = await context.templates.start(asking, me, template)
    return schemas.MeetingCreated(
        id=made.id, title=made.title, link=f"{own_origin(request, context)}/m/{quote(made.id)}"
    )
