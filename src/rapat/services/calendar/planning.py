"""Everything about planned meetings, put together once."""

from collections.abc import Callable
from dataclasses import dataclass

from rapat.ports import Clock, Store
from rapat.ports_calendar import ReplyLinks
from rapat.ports_mail import Mail
from rapat.services.calendar.ics import Site
from rapat.services.calendar.letters import CalendarLetters
from rapat.services.calendar.plans import PlanService
from rapat.services.calendar.replies import ReplyService
from rapat.services.calendar.shelf import CalendarShelf
from rapat.services.meetings import MeetingService


@dataclass(frozen=True, slots=True)
class Planning:
    """The services of planned meetings."""

    plans: PlanService
    shelf: CalendarShelf
    replies: ReplyService

    @classmethod
    def on(
        cls,
        store: Store,
        clock: Clock,
        meetings: MeetingService,
        mail: Mail,
        links: ReplyLinks,
        *,
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        site: str,
    ) -> "Planning":
        """The services over one store; ``site`` is the address of this site in letters and calendars."""
        place = Site(site)
        plans = PlanService(store, clock, meetings, CalendarLetters(mail, clock, place, links), new_id=new_id)
        shelf = CalendarShelf(store, clock, meetings, plans, place, new_secret=new_secret)
        return cls(plans, shelf, ReplyService(store, clock, links))
