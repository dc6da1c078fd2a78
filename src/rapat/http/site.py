"""``/api/site``: how the site looks, for everybody; ``/api/admin/settings``: the same and more, for administrators."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from rapat.domain import colours
from rapat.domain.door import Entry, Others
from rapat.domain.roles import Right
from rapat.domain.site import ENTRY, OTHERS, MeetingDefaults, SiteSettings
from rapat.http.context import Account, Context, HttpContext, caller
from rapat.http.errors import problem
from rapat.http.me import PICTURE_HEADERS
from rapat.http.media_types import gives
from rapat.http.schemas import Short, Strict
from rapat.services.site import Choice, SiteChange

router = APIRouter(tags=["administration"])
LOGO_HEADERS = {**PICTURE_HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class AccentView(BaseModel):
    """The accent colour in its shades, ``#rrggbb``."""

    fill: str
    fill_on_dark: str
    soft_on_light: str
    soft_on_dark: str
    on_light: str
    on_dark: str


class AccentTrial(BaseModel):
    """``GET /api/admin/settings/accent``."""

    contrast: float
    """Of white text on the colour that was asked about."""
    needed: float
    accent: AccentView
    """Of that colour, or of the nearest on which white text can be read."""


class SiteView(BaseModel):
    """``GET /api/site``."""

    name: str
    logo: str
    """Path of the picture; empty = none."""
    accent: AccentView | None
    """null = Rapat's own."""
    language: str
    languages: list[str]


class LimitsView(BaseModel):
    """Limits of every meeting; 0 = none of the site's own."""

    people: int
    minutes: int
    file_mb: int


class BoundsView(BaseModel):
    """What the operator set by flag or file: the most that limits can be."""

    people: int
    file_mb: int


class EntryChoice(BaseModel):
    """Who comes straight into a new meeting."""

    value: Entry
    forced: bool


class OthersChoice(BaseModel):
    """What happens to the others."""

    value: Others
    forced: bool


class SwitchChoice(BaseModel):
    """Whether participants of a new meeting have a right."""

    value: bool
    forced: bool


class MeetingsView(BaseModel):
    """With which rules new meetings start."""

    entry: EntryChoice
    others: OthersChoice
    switches: dict[Right, SwitchChoice]


class SettingsView(BaseModel):
    """``GET /api/admin/settings``."""

    name: str
    logo: str
    accent: str
    """``#rrggbb``; empty = Rapat's own."""
    language: str
    languages: list[str]
    limits: LimitsView
    bounds: BoundsView
    meetings: MeetingsView


class LimitsWish(Strict):
    """What is absent stays."""

    people: Number | None = None
    minutes: Number | None = None
    file_mb: Number | None = None


class EntryWish(Strict):
    """What is absent stays."""

    value: Entry | None = None
    forced: bool | None = None


class OthersWish(Strict):
    """What is absent stays."""

    value: Others | None = None
    forced: bool | None = None


class SwitchWish(Strict):
    """What is absent stays."""

    value: bool | None = None
    forced: bool | None = None


class MeetingsWish(Strict):
    """What is absent stays."""

    entry: EntryWish = EntryWish()
    others: OthersWish = OthersWish()
    switches: dict[Right, SwitchWish] = {}


class SettingsWish(Strict):
    """``PATCH /api/admin/settings``; what is absent stays."""

    name: Short | None = None
    accent: Short | None = None
    language: Short | None = None
    languages: Annotated[list[Short], Field(max_length=20)] | None = None
    limits: LimitsWish = LimitsWish()
    meetings: MeetingsWish = MeetingsWish()


@router.get("/api/site")
async def site(context: Context) -> SiteView:
    """Name, logo, accent and languages of this site."""
    now = context.site.site.now
    accent = colours.accent(now.accent) if now.accent else None
    return SiteView(
        name=now.name,
        logo=_logo(now),
        accent=_accent(accent) if accent else None,
        language=now.language,
        languages=list(now.languages),
    )


@router.get("/api/site/logo/{digest}", response_class=Response, responses=gives("image/*"))
async def logo(digest: str, context: Context) -> Response:
    """The logo, under the hash of its content."""
    found = await context.site.logo(digest)
    if found is None:
        return problem(404, "not_found", "the site has another logo, or none")
    return Response(found.content, media_type=found.type, headers=LOGO_HEADERS)


@router.get("/api/admin/settings")
async def settings(context: Context, me: Account) -> SettingsView:
    """Everything that can be set."""
    return _shown(context.site.settings(me), context)


@router.patch("/api/admin/settings")
async def change(body: SettingsWish, request: Request, context: Context, me: Account) -> SettingsView:
    """Change what is named; forced rules hold in every meeting at once."""
    rules: dict[str, EntryWish | OthersWish | SwitchWish] = {ENTRY: body.meetings.entry, OTHERS: body.meetings.others}
    rules.update({right.value: wish for right, wish in body.meetings.switches.items()})
    wish = SiteChange(
        name=body.name,
        accent=body.accent,
        language=body.language,
        languages=tuple(body.languages) if body.languages is not None else None,
        limits=body.limits.model_dump(exclude_none=True),
        rules={name: Choice(rule.value, rule.forced) for name, rule in rules.items()},
    )
    return _shown(await context.site.change(me, wish, caller(request)), context)


@router.get("/api/admin/settings/accent")
async def try_accent(colour: Short, context: Context, me: Account) -> AccentTrial:
    """What a colour would look like as the accent, before it is one."""
    trial = context.site.try_accent(me, colour)
    return AccentTrial(contrast=trial.contrast, needed=colours.CONTRAST_MIN, accent=_accent(trial.accent))


@router.put(
    "/api/admin/settings/logo",
    openapi_extra={"requestBody": {"required": True, "content": {"image/*": {"schema": {"format": "binary"}}}}},
)
async def set_logo(request: Request, context: Context, me: Account) -> SettingsView:
    """Take the body as the logo: PNG, JPEG or WebP, at most 64 KiB and 1,024 pixels a side."""
    return _shown(await context.site.set_logo(me, await request.body(), caller(request)), context)


@router.delete("/api/admin/settings/logo")
async def remove_logo(request: Request, context: Context, me: Account) -> SettingsView:
    """Have no logo."""
    return _shown(await context.site.remove_logo(me, caller(request)), context)


def _logo(now: SiteSettings) -> str:
    return f"/api/site/logo/{now.logo}" if now.logo else ""


def _accent(accent: colours.Accent) -> AccentView:
    return AccentView(**asdict(accent))


def _shown(now: SiteSettings, context: HttpContext) -> SettingsView:
    bounds = context.site.site.bounds
    limits = now.limits
    return SettingsView(
        name=now.name,
        logo=_logo(now),
        accent=now.accent,
        language=now.language,
        languages=list(now.languages),
        limits=LimitsView(people=limits.people, minutes=limits.minutes, file_mb=limits.file_mb),
        bounds=BoundsView(people=bounds.people, file_mb=bounds.file_mb),
        meetings=_meetings(now.meetings),
    )


def _meetings(defaults: MeetingDefaults) -> MeetingsView:
    return MeetingsView(
        entry=EntryChoice(value=defaults.entry, forced=ENTRY in defaults.forced),
        others=OthersChoice(value=defaults.others, forced=OTHERS in defaults.forced),
        switches={
            right: SwitchChoice(value=right not in defaults.off, forced=right in defaults.forced) for right in Right
        },
    )
