"""Templates of meetings: one's own, and the organisation's, which administrators keep and everybody uses."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rapat.domain.door import Entry, Others, Rules, new_pin
from rapat.domain.errors import Invalid, NotHost, TemplateMissing
from rapat.domain.ids import Chooser, PersonId
from rapat.domain.meeting import Meeting
from rapat.domain.people import Caller, Person, SiteRight, demand_site
from rapat.domain.roles import MODERATORS, Right
from rapat.domain.template import (
    MINUTES,
    TEMPLATES_MAX,
    Template,
    TemplateId,
    demand_times,
    template_name,
    template_subject,
)
from rapat.ports import Clock, Store
from rapat.services.access import Access
from rapat.services.meetings import MeetingService
from rapat.services.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRules:
    """The rules of a template as somebody wishes them, all of them."""

    entry: Entry
    others: Others
    pin: bool
    """Each meeting gets a PIN of its own."""
    places: int
    """0 = the site's limit."""
    minutes: int
    """0 = the site's limit."""
    off: frozenset[Right]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWish:
    """What a template should say; None = as it is, in a new one the usual."""

    name: str | None = None
    title: str | None = None
    agenda: str | None = None
    minutes: int | None = None
    opens: bool = False
    """``early_minutes`` is meant, None as well."""
    early_minutes: int | None = None
    rules: TemplateRules | None = None
    rules_of: str | None = None
    """Id of a meeting whose rules it takes over; instead of ``rules``."""


class TemplateService:
    """Use cases of templates; starting and planning from one goes through ``MeetingService`` and ``PlanService``."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        meetings: MeetingService,
        site: Site,
        *,
        choose: Chooser,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._meetings = meetings
        self._site = site
        self._choose = choose
        self._new_id = new_id
        self._access = Access(store)

    async def all(self, me: Person) -> list[Template]:
        """The person's own and then the organisation's, each by name; with the rules that the site lets hold."""
        found = [*await self._store.templates.of(me.id), *await self._store.templates.of(None)]
        return [self._shown(one) for one in sorted(found, key=lambda one: (one.owner is None, one.name.casefold()))]

    async def look(self, me: Person, template: str) -> Template:
        """One that the person may use, with the rules that the site lets hold.

        Raises:
            TemplateMissing: there is none, or it is somebody else's.
        """
        return self._shown(await self._find(me, template))

    async def save(self, me: Person, wish: TemplateWish, *, shared: bool) -> Template:
        """Keep a new one; what the wish leaves open is as in any new meeting.

        Args:
            me: whose.
            wish: what it says; a name at least.
            shared: it is the organisation's.

        Raises:
            Invalid: something in the wish, or too many templates; Refused: shared, and no administrator;
            MeetingNotFound, NotHost: ``rules_of``.
        """
        if shared:
            demand_site(me, SiteRight.MANAGE_SITE)
        owner = None if shared else PersonId(me.id)
        if len(await self._store.templates.of(owner)) >= TEMPLATES_MAX:
            raise Invalid(f"templates: at most {TEMPLATES_MAX}; delete one first")
        usual = Template(
            id=TemplateId(self._new_id()),
            owner=owner,
            name="",
            rules=self._site.now.meetings.rules(),
            minutes=MINUTES,
            created_at=self._clock.now(),
        )
        made = await self._changed(me, usual, replace(wish, name=wish.name or ""))
        await self._store.templates.add(made)
        return self._shown(made)

    async def change(self, me: Person, template: str, wish: TemplateWish) -> Template:
        """Change what is named; meetings that started from it stay as they are.

        Raises:
            TemplateMissing; Refused: the organisation's, and no administrator; besides those of ``save``.
        """
        before = await self._own(me, template)
        after = await self._changed(me, before, wish)
        if not await self._store.templates.change(after):
            raise TemplateMissing("it was deleted meanwhile")
        return self._shown(after)

    async def delete(self, me: Person, template: str) -> Template:
        """Forget it, and give what it was; raises ``TemplateMissing``, ``Refused``."""
        found = await self._own(me, template)
        await self._store.templates.delete(found.id)
        return found

    async def rules(self, me: Person, template: str) -> Rules:
        """With which a meeting from this template starts, a fresh PIN among them; raises as ``look``."""
        return self._beginning(await self.look(me, template))

    async def start(self, caller: Caller, me: Person, template: str) -> Meeting:
        """Start a meeting now; raises as ``look``."""
        found = await self.look(me, template)
        return await self._meetings.create(caller, found.subject.title, self._beginning(found))

    def _beginning(self, template: Template) -> Rules:
        return replace(template.rules, pin=new_pin(self._choose)) if template.asks_pin else template.rules

    def _shown(self, template: Template) -> Template:
        return replace(template, rules=self._site.now.meetings.governed(template.rules))

    async def _find(self, me: Person, template: str) -> Template:
        found = await self._store.templates.find(TemplateId(template))
        if found is None or found.owner not in {None, me.id}:
            raise TemplateMissing("no template of yours or of the organisation has this id")
        return found

    async def _own(self, me: Person, template: str) -> Template:
        found = await self._find(me, template)
        if found.owner is None:
            demand_site(me, SiteRight.MANAGE_SITE)
        return found

    async def _changed(self, me: Person, before: Template, wish: TemplateWish) -> Template:
        if wish.rules is not None and wish.rules_of is not None:
            raise Invalid("rules, rules_of: one of them")
        rules, asks_pin = before.rules, before.asks_pin
        if wish.rules is not None:
            rules, asks_pin = self._checked(wish.rules), wish.rules.pin
        elif wish.rules_of is not None:
            rules = await self._rules_of(me, wish.rules_of)
            rules, asks_pin = replace(rules, pin=""), bool(rules.pin)
        about = before.subject
        changed = replace(
            before,
            name=before.name if wish.name is None else template_name(wish.name),
            subject=template_subject(
                about.title if wish.title is None else wish.title, about.agenda if wish.agenda is None else wish.agenda
            ),
            minutes=before.minutes if wish.minutes is None else wish.minutes,
            early_minutes=wish.early_minutes if wish.opens else before.early_minutes,
            rules=rules,
            asks_pin=asks_pin,
        )
        demand_times(changed.minutes, changed.early_minutes)
        return changed

    def _checked(self, wish: TemplateRules) -> Rules:
        return Rules(
            entry=wish.entry,
            others=wish.others,
            places=self._site.checked_places(wish.places),
            minutes=self._site.checked_minutes(wish.minutes),
            off=wish.off,
        )

    async def _rules_of(self, me: Person, meeting: str) -> Rules:
        found = await self._access.meeting(meeting)
        place = await self._store.attendees.find(found.id, me.visitor)
        hosts = place is not None and place.role in MODERATORS and not place.removed
        if found.owner != me.id and not hosts:
            raise NotHost("only hosts take over a meeting's rules")
        return found.rules
