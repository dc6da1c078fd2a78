"""Letters about planned meetings: an invitation, a change, a cancellation, each with its calendar file.

Without a mail server nothing is sent; the link and the downloaded file do the same.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rapat.domain.calendar.plan import WINDOW_MAX, moment, occurrences
from rapat.domain.people import LANGUAGES, Person
from rapat.ports import Clock
from rapat.ports_calendar import Invitee, ReplyLinks, Series
from rapat.ports_mail import CalendarFile, Letter, LetterKind, Mail
from rapat.services.calendar.ics import Method, Site, write


class CalendarLetters:
    """Says what changed to whom it concerns."""

    def __init__(self, mail: Mail, clock: Clock, site: Site, replies: ReplyLinks) -> None:
        self._mail = mail
        self._clock = clock
        self._site = site
        self._replies = replies

    def invite(self, series: Series, owner: Person, to: Iterable[Invitee]) -> None:
        """Invite these."""
        self._send(LetterKind.MEETING_INVITED, Method.REQUEST, series, owner, to)

    def change(self, series: Series, owner: Person) -> None:
        """Tell all the invited how it is now."""
        self._send(LetterKind.MEETING_CHANGED, Method.REQUEST, series, owner, series.invitees)

    def cancel(self, series: Series, owner: Person, to: Iterable[Invitee]) -> None:
        """Tell these that it does not take place for them."""
        self._send(LetterKind.MEETING_CANCELLED, Method.CANCEL, series, owner, to)

    def _send(self, kind: LetterKind, method: Method, series: Series, owner: Person, to: Iterable[Invitee]) -> None:
        receivers = list(to)
        if not receivers or not self._mail.ready:
            return
        content = write([(series, owner)], self._site, self._clock.now(), method)
        plan = series.plan.id
        values = {
            "owner": owner.name,
            "title": series.plan.subject.title,
            "agenda": series.plan.subject.agenda,
            "when": _when(series, self._clock.now()),
            "link": self._site.link(series.plan.meeting),
        }
        for receiver in receivers:
            self._mail.post(
                Letter(
                    kind=kind,
                    to=receiver.address,
                    language=owner.language or LANGUAGES[0],
                    values={**values, "reply": self._site.reply(self._replies.write(plan, receiver.address))},
                    calendar=CalendarFile(method=method.value, content=content),
                )
            )


def _when(series: Series, now: datetime) -> str:
    """The next date, else the first, in the plan's zone; in a form that all languages read."""
    plan = series.plan
    coming = occurrences(plan, series.changes, now, now + WINDOW_MAX)
    starts = coming[0].starts if coming else moment(plan.slot.starts, plan.zone)
    return f"{starts.astimezone(ZoneInfo(plan.zone)):%Y-%m-%d %H:%M} ({plan.zone})"
