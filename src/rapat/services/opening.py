"""Whether a planned meeting is open yet: its early-join policy, and who is in.

Whoever is in was let in by the policy or by a host, so a meeting in which somebody is, is open: the host's coming
lets those who wait in, and a meeting that overruns loses nobody whose line broke.
"""

from collections.abc import Set

from rapat.domain.calendar.opening import Closed, closed
from rapat.domain.meeting import Meeting
from rapat.ports import Clock, Store


class Opening:
    """Asks the plans of a meeting."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def closed(self, meeting: Meeting, inside: Set[str]) -> Closed | None:
        """Whether others than hosts stay outside now.

        Args:
            meeting: which.
            inside: identities in the room, without the one who asks.

        Returns:
            None = it is open.
        """
        if inside:
            return None
        plans = await self._store.plans.of_meeting(meeting.id)
        return closed(((series.plan, series.changes) for series in plans), self._clock.now())
