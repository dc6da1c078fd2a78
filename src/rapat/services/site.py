"""Settings of the site: kept in the database, held in memory, in force at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rapat.domain import people as languages
from rapat.domain.activity import Act
from rapat.domain.colours import Trial, checked_accent, tried
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.errors import Invalid
from rapat.domain.people import Person, SiteRight, demand_site
from rapat.domain.picture import Picture, checked_picture
from rapat.domain.roles import Right
from rapat.domain.site import (
    ENTRY,
    MINUTES_MAX,
    MINUTES_MIN,
    OTHERS,
    PLACES_MIN,
    Bounds,
    MeetingDefaults,
    SiteLimits,
    SiteSettings,
    checked_languages,
    site_name,
)
from rapat.ports import Store
from rapat.services.administration import AdministrationService
from rapat.services.governing import Governing

SUBJECT = "site"


@dataclass(frozen=True, slots=True)
class Choice:
    """One rule of new meetings; None = as it is."""

    value: Any = None
    forced: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChange:
    """What to change; None = as it is."""

    name: str | None = None
    accent: str | None = None
    language: str | None = None
    languages: tuple[str, ...] | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    """``people``, ``minutes``, ``file_mb`` → 0 or a limit."""
    rules: Mapping[str, Choice] = field(default_factory=dict)
    """``entry``, ``others``, or a right → how new meetings start."""


class Site:
    """The settings in force, for everybody who must obey them."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.now = SiteSettings()

    @property
    def places(self) -> int:
        """Most people in one meeting."""
        return min(self.now.limits.people or self.bounds.people, self.bounds.people)

    def minutes(self, rules: Rules) -> int | None:
        """How long a meeting with these rules may be; None = as long as it likes."""
        return min((limit for limit in (rules.minutes, self.now.limits.minutes) if limit), default=None)

    def checked_places(self, places: int) -> int | None:
        """A meeting's own limit of people; 0 and None = the site's.

        Raises:
            Invalid: too few, or above the site's limit.
        """
        if places and not PLACES_MIN <= places <= self.places:
            raise Invalid(f"places: {PLACES_MIN} to {self.places}, or 0 for the site's limit")
        return places or None

    def checked_minutes(self, minutes: int) -> int | None:
        """A meeting's own longest length; 0 and None = the site's.

        Raises:
            Invalid: too short, or above the site's limit.
        """
        most = self.now.limits.minutes or MINUTES_MAX
        if minutes and not MINUTES_MIN <= minutes <= most:
            raise Invalid(f"minutes: {MINUTES_MIN} to {most}, or 0 for the site's limit")
        return minutes or None

    @property
    def file_mb(self) -> int:
        """Most megabytes of one file."""
        return min(self.now.limits.file_mb or self.bounds.file_mb, self.bounds.file_mb)


class SiteService:
    """What administrators do to the settings."""

    def __init__(self, store: Store, site: Site, governing: Governing, administration: AdministrationService) -> None:
        self._store = store
        self._governing = governing
        self._administration = administration
        self.site = site

    async def load(self) -> None:
        """Take what is kept; before anybody is served."""
        self.site.now = await kept_settings(self._store)

    def settings(self, me: Person) -> SiteSettings:
        """All settings; raises ``Refused``."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return self.site.now

    async def change(self, me: Person, wish: SiteChange, address: str) -> SiteSettings:
        """Change what is named; forced rules hold in every meeting before this returns.

        Raises:
            Refused; Invalid; AccentContrast.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        before = self.site.now
        language = before.language if wish.language is None else languages.language(wish.language)
        after = replace(
            before,
            name=before.name if wish.name is None else site_name(wish.name),
            accent=before.accent if wish.accent is None else checked_accent(wish.accent),
            language=language,
            languages=checked_languages(language, before.languages if wish.languages is None else wish.languages),
            limits=_limits(before.limits, wish.limits).checked(self.site.bounds),
            meetings=_defaults(before.meetings, wish.rules),
        )
        await self._keep(me, after, address)
        if after.meetings != before.meetings and after.meetings.forced:
            await self._governing.bring_in_line(after.meetings)
        return after

    def try_accent(self, me: Person, colour: str) -> Trial:
        """What a colour would look like; changes nothing.

        Raises:
            Refused; Invalid: no colour.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        return tried(colour)

    async def set_logo(self, me: Person, content: bytes, address: str) -> SiteSettings:
        """Take a picture as the site's logo.

        Raises:
            Refused; PictureRefused: it is no small picture.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        picture = checked_picture(content)
        digest = hashlib.sha256(content).hexdigest()
        await self._store.site.set_logo(digest, picture)
        return await self._keep(me, replace(self.site.now, logo=digest), address)

    async def remove_logo(self, me: Person, address: str) -> SiteSettings:
        """Have no logo; raises ``Refused``."""
        demand_site(me, SiteRight.MANAGE_SITE)
        await self._store.site.set_logo("", None)
        return await self._keep(me, replace(self.site.now, logo=""), address)

    async def logo(self, digest: str) -> Picture | None:
        """The logo, for everybody; None = it is another one now."""
        return await self._store.site.logo(digest)

    async def _keep(self, me: Person, after: SiteSettings, address: str) -> SiteSettings:
        if after != self.site.now:
            await self._store.site.write(SUBJECT, after.as_json())
            self.site.now = after
            await self._administration.note(me, Act.SITE_CHANGED, "", address)
        return after


async def kept_settings(store: Store) -> SiteSettings:
    """The settings as they are kept, for whoever works beside the server; the usual ones where nobody has set any."""
    kept = await store.site.read(SUBJECT)
    return SiteSettings() if kept is None else SiteSettings.from_json(kept)


def _limits(before: SiteLimits, wish: Mapping[str, int]) -> SiteLimits:
    return replace(before, **wish)


def _defaults(before: MeetingDefaults, wish: Mapping[str, Choice]) -> MeetingDefaults:
    forced = set(before.forced)
    off = set(before.off)
    for name, choice in wish.items():
        if choice.forced is not None:
            forced = forced | {name} if choice.forced else forced - {name}
        if name in {right.value for right in Right} and choice.value is not None:
            off = off - {Right(name)} if choice.value else off | {Right(name)}
    entry = wish.get(ENTRY, Choice()).value
    others = wish.get(OTHERS, Choice()).value
    return MeetingDefaults(
        entry=before.entry if entry is None else Entry(entry),
        others=before.others if others is None else Others(others),
        off=frozenset(off),
        forced=frozenset(forced),
    )
