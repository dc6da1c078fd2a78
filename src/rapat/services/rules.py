"""The rules of one meeting, changed live: its door, its switches, its name; and "stop everything"."""

from dataclasses import dataclass, replace

from rapat.domain import names
from rapat.domain.door import Entry, Others, Rules, checked_pin
from rapat.domain.ids import VisitorId
from rapat.domain.meeting import Meeting
from rapat.domain.roles import Action, Right
from rapat.domain.site import ENTRY, OTHERS
from rapat.ports import Engine, Store
from rapat.services.access import Access
from rapat.services.enforcement import Enforcement
from rapat.services.site import Site

DISTURBING = frozenset({Right.MICROPHONE, Right.CAMERA, Right.SHARE, Right.CHAT, Right.PRIVATE_CHAT, Right.REACT})
"""What "stop everything" switches off; hands stay, so that people can still say that they want something."""


@dataclass(frozen=True, slots=True)
class RulesChange:
    """What to change; None = as it is."""

    entry: Entry | None = None
    others: Others | None = None
    pin: str | None = None
    """Empty = no PIN any more."""
    places: int | None = None
    """0 = the site's limit."""
    switches: dict[Right, bool] | None = None
    """Right → whether participants have it."""
    minutes: int | None = None
    """0 = the site's limit."""


class RulesService:
    """What hosts and co-hosts decide about a meeting as a whole."""

    def __init__(self, store: Store, engine: Engine, site: Site) -> None:
        self._store = store
        self._access = Access(store)
        self._enforcement = Enforcement(store, engine)
        self._site = site

    async def rules(self, meeting: str, visitor: VisitorId) -> Meeting:
        """The meeting with its PIN and everything; raises ``NotHost``."""
        return (await self._access.acting(meeting, visitor, Action.CHANGE_RULES)).meeting

    async def change(self, meeting: str, visitor: VisitorId, wish: RulesChange) -> Meeting:
        """Change the rules; rights bite in the media server before this returns.

        Raises:
            Invalid: PIN, places or minutes; NotHost; RuleForced: the site has set this for good.
        """
        standing = await self._access.acting(meeting, visitor, Action.CHANGE_RULES)
        self._site.now.meetings.demand_free(_named(wish))
        return await self._store_and_enforce(standing.meeting, self._changed(standing.meeting.rules, wish))

    def forced(self, rules: Rules) -> list[str]:
        """Names of rules that the site has set for good; without what "stop everything" took, which hosts give back."""
        defaults = self._site.now.meetings
        return sorted(defaults.forced - (defaults.governed(rules).off ^ rules.off))

    async def name_or_lock(
        self, meeting: str, visitor: VisitorId, *, locked: bool | None, title: str | None
    ) -> Meeting:
        """Lock, unlock or rename; everybody in the room learns it at once.

        Raises:
            MeetingNotFound, NotInMeeting, MeetingEnded, NotHost, Invalid.
        """
        standing = await self._access.acting(meeting, visitor, Action.LOCK)
        changed = standing.meeting
        if locked is not None:
            changed = replace(changed, locked=locked)
        if title is not None:
            changed = replace(changed, title=names.meeting_title(title))
        await self._store.meetings.change(standing.meeting, changed)
        await self._enforcement.room(changed)
        return changed

    async def stop_everything(self, meeting: str, visitor: VisitorId) -> Meeting:
        """Somebody disturbs: all media of participants off, chat closed, grants gone, the door locked.

        Hosts and co-hosts go on. Returns the meeting as it is now; raises ``NotHost``.
        """
        standing = await self._access.acting(meeting, visitor, Action.STOP_EVERYTHING)
        before = standing.meeting
        for place in await self._store.attendees.all(before.id):
            await self._store.attendees.change(place, replace(place, granted=frozenset()))
        stopped = replace(before, locked=True)
        await self._store.meetings.change(before, stopped)
        return await self._store_and_enforce(stopped, replace(stopped.rules, off=stopped.rules.off | DISTURBING))

    async def _store_and_enforce(self, before: Meeting, rules: Rules) -> Meeting:
        after = replace(before, rules=rules)
        await self._store.meetings.change(before, after)
        if rules.off != before.rules.off:
            await self._enforcement.everybody(after)
        await self._enforcement.room(after)
        return after

    def _changed(self, rules: Rules, wish: RulesChange) -> Rules:
        if wish.entry is not None:
            rules = replace(rules, entry=wish.entry)
        if wish.others is not None:
            rules = replace(rules, others=wish.others)
        if wish.pin is not None:
            rules = replace(rules, pin=checked_pin(wish.pin))
        if wish.places is not None:
            rules = replace(rules, places=self._site.checked_places(wish.places))
        if wish.minutes is not None:
            rules = replace(rules, minutes=self._site.checked_minutes(wish.minutes))
        if wish.switches is not None:
            on = {right for right, allowed in wish.switches.items() if allowed}
            rules = replace(rules, off=(rules.off | wish.switches.keys()) - on)
        return rules


def _named(wish: RulesChange) -> dict[str, object]:
    """What of a wish the site may have set for good, by the names of ``domain.site``."""
    named: dict[str, object] = {right.value: allowed for right, allowed in (wish.switches or {}).items()}
    door = {ENTRY: wish.entry, OTHERS: wish.others}
    named.update({name: value for name, value in door.items() if value is not None})
    return named
