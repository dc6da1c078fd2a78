"""What a person may ask of whoever keeps its data: a copy of it, and to be forgotten."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from rapat.domain import names
from rapat.domain.activity import Act
from rapat.domain.errors import Invalid, LastOwner, NotSignedIn
from rapat.domain.people import Caller, Person, SiteRole
from rapat.domain.template import Template
from rapat.ports import Clock, Store
from rapat.ports_chat import BlobStore
from rapat.services.administration import AdministrationService
from rapat.services.people import PeopleService, SendOut
from rapat.services.sign_in import SignInService

MESSAGES_AT_ONCE = 500
"""Messages read in one statement: at most some megabytes."""
PLANS_MAX = 10_000
"""Planned meetings of one person that are given: a lifetime of them."""
Member = tuple[str, AsyncIterator[bytes]]
"""Name in the archive, and the content in pieces."""


class DepartureService:
    """Use cases of privacy that concern one person."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        blobs: BlobStore,
        *,
        people: PeopleService,
        sign_in: SignInService,
        send_out: SendOut,
        administration: AdministrationService,
    ) -> None:
        self._store = store
        self._clock = clock
        self._blobs = blobs
        self._people = people
        self._sign_in = sign_in
        self._send_out = send_out
        self._administration = administration

    async def export(self, caller: Caller, address: str) -> AsyncIterator[Member]:
        """Everything that is kept of the caller, one member of an archive after the other.

        Raises:
            NotSignedIn.
        """
        me = _account(caller)
        sessions = await self._sign_in.sessions(caller)
        await self._administration.note(me, Act.DATA_EXPORTED, me.id, address)
        return self._members(me, [{"device": one.device, "seen_at": one.seen_at.isoformat()} for one in sessions])

    async def erase_me(self, caller: Caller, password: str, address: str, device: str) -> None:
        """Forget the caller.

        Raises:
            NotSignedIn; WrongPassword, TooManyRequests: the password again; LastOwner.
        """
        me = _account(caller)
        await self._sign_in.prove(me.email, password, address, device)
        await self._erase(me)
        await self._administration.note(me, Act.ACCOUNT_ERASED, me.id)

    async def erase(self, actor: Person, person: str, name: str, address: str) -> None:
        """Forget somebody whom the actor may manage and whose name was typed.

        Raises:
            Refused, PersonMissing: as ``PeopleService.managed``; LastOwner; Invalid: another name.
        """
        target = await self._people.managed(actor, person)
        if names.clean(name).casefold() != target.name.casefold():
            raise Invalid("name: the person is called something else")
        await self._erase(target)
        await self._administration.note(actor, Act.ACCOUNT_ERASED, target.id, address)

    async def _erase(self, person: Person) -> None:
        owners = await self._store.people.owners()
        if person.role is SiteRole.OWNER and all(owner.id == person.id for owner in owners):
            raise LastOwner("make somebody else an owner first")
        await self._store.account_sessions.end_all(person.id)
        await self._store.erasures.erase(person, self._clock.now())
        await self._send_out(person)
        if person.picture:
            await self._store.pictures.drop_unused(person.picture)

    async def _members(self, me: Person, sessions: Sequence[dict[str, str]]) -> AsyncIterator[Member]:
        yield "account.json", _json(_profile(me))
        yield "sessions.json", _json(list(sessions))
        yield "meetings.json", _json(await self._meetings(me))
        yield "plans.json", _json(await self._plans(me))
        yield "templates.json", _json([_template(one) for one in await self._store.templates.of(me.id)])
        yield "messages.json", self._messages(me)
        picture = await self._store.pictures.find(me.picture) if me.picture else None
        if picture is not None:
            yield f"picture.{picture.type.removeprefix('image/')}", _bytes(picture.content)
        for card in await self._store.personal.files(me.visitor):
            try:
                yield f"files/{card.id} {card.name.replace('/', '_')}", await self._blobs.stream(card.digest)
            except FileNotFoundError:
                continue  # its time was over meanwhile

    async def _meetings(self, me: Person) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "title": one.title,
                "created_at": one.created_at.isoformat(),
                "ended_at": one.ended_at.isoformat() if one.ended_at is not None else None,
                "my_name": one.name,
                "my_role": one.role,
                "owned": one.owned,
            }
            for one in await self._store.personal.meetings(me.visitor)
        ]

    async def _plans(self, me: Person) -> list[dict[str, Any]]:
        since = datetime.min.replace(tzinfo=UTC)
        return [
            {
                "meeting": series.plan.meeting,
                "title": series.plan.subject.title,
                "agenda": series.plan.subject.agenda,
                "starts": series.plan.slot.starts.isoformat(),
                "minutes": series.plan.slot.minutes,
                "zone": series.plan.zone,
                "planned_by_me": series.plan.owner == me.id,
            }
            for series in await self._store.plans.of_person(me.id, since, PLANS_MAX)
        ]

    async def _messages(self, me: Person) -> AsyncIterator[bytes]:
        after, comma = "", "[\n"
        while found := await self._store.personal.messages(me.visitor, after, MESSAGES_AT_ONCE):
            for one in found:
                told = {"meeting": one.meeting, "to": one.to, "text": one.text, "sent_at": one.sent_at.isoformat()}
                yield (comma + json.dumps(told, ensure_ascii=False)).encode()
                comma = ",\n"
            after = found[-1].id
        yield b"[]\n" if comma == "[\n" else b"\n]\n"


def _account(caller: Caller) -> Person:
    if caller.person is None:
        raise NotSignedIn("sign in first")
    return caller.person


def _profile(me: Person) -> dict[str, Any]:
    return {
        "id": me.id,
        "name": me.name,
        "email": me.email,
        "role": me.role,
        "language": me.language,
        "time_zone": me.time_zone,
        "created_at": me.created_at.isoformat(),
    }


def _template(template: Template) -> dict[str, Any]:
    rules = template.rules
    return {
        "name": template.name,
        "title": template.subject.title,
        "agenda": template.subject.agenda,
        "minutes": template.minutes,
        "early_minutes": template.early_minutes,
        "entry": rules.entry,
        "others": rules.others,
        "pin": template.asks_pin,
        "places": rules.places,
        "longest_minutes": rules.minutes,
        "switched_off": sorted(rules.off),
        "created_at": template.created_at.isoformat(),
    }


async def _bytes(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _json(value: object) -> AsyncIterator[bytes]:
    return _bytes(json.dumps(value, ensure_ascii=False, indent=1).encode())
