"""A site with everybody and everything on it, over the HTTP application: what a request can be about."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2
import requests
from schemathesis import Case

from rapat.domain.people import Caller, Person, SiteRole
from rapat.domain.program_keys import Scope
from rapat.services.calendar.plans import Draft
from rapat.services.chat.writing import Draft as Words
from rapat.services.meetings import Entry
from rapat.services.templates import TemplateWish
from tests.http.accounts import account
from tests.http.server import ORIGIN, HttpServer

CALLERS = ("guest", "member", "administrator", "owner", "key")
ROLES = {"member": SiteRole.MEMBER, "administrator": SiteRole.ADMINISTRATOR, "owner": SiteRole.OWNER}
SECONDS_EACH = 2
"""Virtual seconds between two requests: no rate is in the way, and every limit of time still passes."""


@dataclass(frozen=True)
class Scene:
    """What is there for the requests to one operation."""

    headers: dict[str, dict[str, str]]
    """Caller → what shows who it is."""
    ids: dict[str, list[str]]
    """Path parameter → ids that are there, one's own and others'."""

    def aim(self, case: Case, choice: int) -> None:
        """Make a request be about something that is there."""
        for name in case.path_parameters or {}:
            known = self.ids[name]
            case.path_parameters[name] = known[choice % len(known)]


class World:
    """People once, and a new scene whenever asked: some operations leave little standing."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.people: dict[str, Person] = {}
        self.context = server.app.state.context
        self.number = 0

    async def settle(self) -> None:
        """Make the accounts."""
        self.people = {name: await account(self.server, name.title(), role) for name, role in ROLES.items()}

    async def scene(self) -> Scene:
        """Fresh sessions, a fresh meeting with everybody in it, and one of everything."""
        self.number += 1
        await self._restore()
        callers, headers = await self._callers()
        meeting = (await self.context.meetings.create(callers["member"], "Plan")).id
        identities, messages = [], []
        for name, caller in callers.items():
            entry = await self.context.meetings.join(meeting, caller.visitor, name)
            assert isinstance(entry, Entry)
            self.server.engine.enter(meeting, entry.attendee.identity)
            identities.append(str(entry.attendee.identity))
            written = await self.context.chat.writing.write(
                meeting, caller.visitor, Words(client_id=f"seed-{name}", text="Hello")
            )
            messages.append(written.message.id)
        target = await account(self.server, f"Target{self.number}")
        plan = await self._plan(callers["member"])
        keys = [key.id for person in self.people.values() for key in await self.server.keys.mine(person)]
        sessions = [caller.session for caller in callers.values() if caller.session]
        ids = {
            "meeting": [meeting],
            "identity": identities,
            "message": messages,
            "emoji": ["👍"],
            "person": [target.id, self.people["member"].id],
            "plan": [plan],
            "template": [await self._template("member", shared=False), await self._template("owner", shared=True)],
            "key": keys[-3:],
            "session": sessions,
            "file": ["none"],
            "report": ["none"],
            "name": ["none"],
            "digest": ["none"],
            "secret": ["none"],
        }
        return Scene(headers, ids)

    async def _restore(self) -> None:
        """Undo what an operation did to the callers' accounts."""
        for name, person in self.people.items():
            now = await self.server.behind.store.people.find(person.id)
            assert now is not None, f"{name} is gone"
            await self.server.behind.store.people.change(now, person)

    async def _callers(self) -> tuple[dict[str, Caller], dict[str, dict[str, str]]]:
        guest, secret = await self.context.sessions.start()
        callers, headers = {"guest": guest}, {"guest": self._cookie(secret)}
        for name, person in self.people.items():
            callers[name], secret = await self.context.sessions.open(person, "Firefox, Linux", None)
            headers[name] = self._cookie(secret)
        _, key = await self._key(self.people["owner"])
        headers["key"] = {"Authorization": f"Bearer {key}"}
        return callers, headers

    async def _key(self, person: Person) -> tuple[str, str]:
        for old in await self.server.keys.mine(person):
            await self.server.keys.revoke(person, old.id)
        key, secret = await self.server.keys.make(person, "bot", list(Scope), 30)
        return key.id, secret

    def _cookie(self, secret: str) -> dict[str, str]:
        return {"Cookie": f"{self.context.cookie}={secret}", "Sec-Fetch-Site": "same-origin"}

    async def _template(self, name: str, *, shared: bool) -> str:
        """A fresh one, and no other: nobody may keep many."""
        person = self.people[name]
        for old in await self.server.behind.store.templates.of(None if shared else person.id):
            await self.server.behind.store.templates.delete(old.id)
        made = await self.context.templates.save(person, TemplateWish(name="Class"), shared=shared)
        return str(made.id)

    async def _plan(self, caller: Caller) -> str:
        person = caller.person
        assert person is not None
        starts = (self.server.clock.now() + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
        draft = Draft(title="Weekly", starts=_minute(starts), minutes=30, zone="UTC", recurrence="FREQ=WEEKLY")
        return str((await self.context.planning.plans.plan(caller, person, draft)).plan.id)

    async def send(self, case: Case, who: dict[str, str]) -> httpx2.Response:
        """Send a generated request as somebody."""
        self.server.clock.pass_seconds(SECONDS_EACH)
        wire = requests.Request(**case.as_transport_kwargs(base_url=ORIGIN)).prepare()
        kept = {name: value for name, value in wire.headers.items() if name.lower() not in SHOWN}
        transport = httpx2.ASGITransport(app=self.server.app, client=("192.0.2.7", 50_000))
        async with httpx2.AsyncClient(transport=transport) as client:
            body = wire.body.encode() if isinstance(wire.body, str) else wire.body
            return await client.request(str(wire.method), str(wire.url), content=body, headers={**kept, **who})


SHOWN = frozenset({"authorization", "cookie", "content-length", "transfer-encoding"})
"""Headers that the sender sets, never the generator."""


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0)
