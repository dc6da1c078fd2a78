"""Obeys what administrators set about how long things are kept."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from rapat.domain.activity import Act
from rapat.domain.people import Person, SiteRight, demand_site
from rapat.domain.retention import Retention, checked_retention
from rapat.ports import Clock, Store
from rapat.services.administration import AdministrationService

SUBJECT = "retention"
EVERY_SECONDS = 3_600.0
"""Between two rounds: days are counted, so hours do no harm, and each round reads some indexes."""
AT_ONCE = 500
"""Rows forgotten in one write: some ten milliseconds in which other writers wait."""
BATCHES = 40
"""Writes of one kind in one call; the next call goes on where this one stopped."""


class RetentionService:
    """``await load()`` first; ``tend()`` now and then."""

    def __init__(self, store: Store, clock: Clock, administration: AdministrationService, *, usual: Retention) -> None:
        """``usual`` is in force until administrators set something."""
        self._store = store
        self._clock = clock
        self._administration = administration
        self._done_at: float | None = None
        self.now = usual

    async def load(self) -> None:
        """Take what is kept."""
        kept = await self._store.site.read(SUBJECT)
        if kept is not None:
            self.now = Retention.from_json(kept)

    def get(self, me: Person) -> Retention:
        """What is set; raises ``Refused``."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return self.now

    async def set(self, me: Person, wish: Retention, address: str) -> Retention:
        """Keep things so long from now on; what is too old goes with the next ``tend``.

        Raises:
            Refused; Invalid.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        after = checked_retention(wish)
        if after != self.now:
            await self._store.site.write(SUBJECT, after.as_json())
            self.now = after
            self._done_at = None
            await self._administration.note(me, Act.RETENTION_CHANGED, "", address)
        return after

    async def tend(self) -> None:
        """Forget what is too old, once an hour; a long list over several calls."""
        seconds = self._clock.monotonic()
        if self._done_at is not None and seconds - self._done_at < EVERY_SECONDS:
            return
        if await self._round():
            self._done_at = seconds

    async def _round(self) -> bool:
        """One round; False = something is left."""
        rows, now = self._store.retention, self._clock.now()
        await self._store.activities.forget(now - timedelta(days=self.now.log))
        done = True
        if self.now.chat is not None:
            chat = now - timedelta(days=self.now.chat)
            done &= await _all(lambda: rows.forget_messages(chat, AT_ONCE))
            done &= await _all(lambda: rows.forget_file_names(chat, AT_ONCE))
        if self.now.files is not None:
            files = now - timedelta(days=self.now.files)
            done &= await _all(lambda: rows.expire_files(files, now, AT_ONCE))
        if self.now.meetings is not None:
            done &= await self._forget_meetings(now - timedelta(days=self.now.meetings), now)
        return done

    async def _forget_meetings(self, before: datetime, now: datetime) -> bool:
        """What is in them goes first; their files when ``FileService.sweep`` has let go of the bytes."""
        rows = self._store.retention
        done = await _all(lambda: rows.forget_meeting_messages(before, AT_ONCE))
        done &= await _all(lambda: rows.expire_meeting_files(before, now, AT_ONCE))
        return done & await _all(lambda: rows.forget_meetings(before, AT_ONCE))


async def _all(forget: Callable[[], Awaitable[int]]) -> bool:
    """Batch after batch; False = there was more than one call may do."""
    for _ in range(BATCHES):
        if await forget() < AT_ONCE:
            return True
    return False
