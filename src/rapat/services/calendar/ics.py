"""Planned meetings as iCalendar (RFC 5545), for files, feeds and invitations by e-mail (RFC 5546).

A series is one ``VEVENT`` with its rule, cancelled dates as ``EXDATE``, and one more ``VEVENT`` for each date that
differs; all share a UID, so calendar applications change what they know instead of adding to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vRecur, vText

from rapat.domain.calendar.plan import Change, Plan, Slot
from rapat.domain.ids import MeetingId
from rapat.domain.people import Person
from rapat.ports_calendar import Answer, Invitee, Series

PRODUCT = "-//Rapat//Meetings//EN"
_ANSWERS = {
    Answer.OPEN: "NEEDS-ACTION",
    Answer.YES: "ACCEPTED",
    Answer.MAYBE: "TENTATIVE",
    Answer.NO: "DECLINED",
}


class Method(StrEnum):
    """What a calendar application should do with it (RFC 5546 §1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Site:
    """What files need to know of the site."""

    address: str
    """As in ``https://meet.example.org``, without a slash at the end."""

    @property
    def host(self) -> str:
        """Makes ids unlike those of other sites."""
        return self.address.partition("://")[2].partition(":")[0] or "rapat"

    def reply(self, secret: str) -> str:
        """Where the invited answer; what follows the # stands in no log and no referrer."""
        return f"{self.address}/answer#{secret}"

    def link(self, meeting: MeetingId) -> str:
        """Where the meeting takes place."""
        return f"{self.address}/m/{meeting}"


def write(parts: Iterable[tuple[Series, Person | None]], site: Site, now: datetime, method: Method) -> bytes:
    """A calendar with these series.

    Args:
        parts: each with its owner; None = the owner is not told.
        site: where the meetings take place.
        now: when the file is made.
        method: with REQUEST and CANCEL the invited are in it, otherwise nobody but the owner.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    for series, owner in parts:
        for event in _events(series, owner, site, now, method):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(series: Series, owner: Person | None, site: Site, now: datetime, method: Method) -> list[Event]:
    plan = series.plan
    main = _event(plan, plan.slot, now, site)
    main.add("summary", plan.subject.title)
    _describe(main, plan.subject.agenda, site.link(plan.meeting))
    main.add("sequence", plan.revision)
    main.add("status", "CANCELLED" if plan.cancelled else "CONFIRMED")
    if plan.recurrence is not None:
        main.add("rrule", vRecur.from_ical(plan.recurrence.text(plan.zone)))
    for change in series.changes:
        if change.cancelled:
            main.add("exdate", change.original.replace(tzinfo=ZoneInfo(plan.zone)))
    events = [main, *(_changed(plan, change, now, site) for change in series.changes if not change.cancelled)]
    for event in events:
        _add_people(event, series.invitees if method is not Method.PUBLISH else (), owner)
    return events


def _event(plan: Plan, slot: Slot, now: datetime, site: Site) -> Event:
    starts = slot.starts.replace(tzinfo=ZoneInfo(plan.zone))
    event = Event()
    event.add("uid", f"{plan.id}@{site.host}")
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=slot.minutes))
    event.add("url", site.link(plan.meeting))
    event.add("location", site.link(plan.meeting))
    return event


def _changed(plan: Plan, change: Change, now: datetime, site: Site) -> Event:
    slot = change.slot or Slot(starts=change.original, minutes=plan.slot.minutes)
    subject = change.subject or plan.subject
    event = _event(plan, slot, now, site)
    event.add("recurrence-id", change.original.replace(tzinfo=ZoneInfo(plan.zone)))
    event.add("summary", subject.title)
    _describe(event, subject.agenda, site.link(plan.meeting))
    event.add("sequence", change.revision)
    event.add("status", "CONFIRMED")
    return event


def _describe(event: Event, agenda: str, link: str) -> None:
    event.add("description", f"{agenda}\n\n{link}" if agenda else link)


def _add_people(event: Event, invitees: Iterable[Invitee], owner: Person | None) -> None:
    if owner is not None:
        organizer = vCalAddress(f"mailto:{owner.email}")
        organizer.params["CN"] = vText(owner.name)
        event["organizer"] = organizer
    for invitee in invitees:
        attendee = vCalAddress(f"mailto:{invitee.address}")
        attendee.params["PARTSTAT"] = vText(_ANSWERS[invitee.answer])
        attendee.params["RSVP"] = vText("TRUE")  # replies go to the organizer: docs/decisions/0010
        if invitee.name:
            attendee.params["CN"] = vText(invitee.name)
        event.add("attendee", attendee, encode=False)
