"""Tells the room what happened in its chat: to those whom it concerns, and to nobody else.

Every event is JSON on topic ``rapat.chat`` with a ``type``. ``before`` is the revision of the change before, among
messages that the same people see: a reader that knows an older one has missed something and asks for it.
"""

from collections.abc import Sequence
from typing import Any

from rapat.domain.chat import EVERYBODY, HOSTS, ChatState, Message
from rapat.domain.ids import Identity, MeetingId
from rapat.ports import Engine, Store
from rapat.ports_chat import Stored
from rapat.services.enforcement import Enforcement

TOPIC = "rapat.chat"
"""Topic of the data packets of the chat."""


class Delivery:
    """Sends what changed into the room, if there is one."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._room = Enforcement(store, engine)

    async def message(self, stored: Stored) -> None:
        """A new message, or one that changed."""
        event = {"type": "message", "before": stored.before, "message": stored.message.as_json()}
        await self._send(stored.message, event)

    async def reaction(self, stored: Stored, identity: Identity, emoji: str, chosen: bool) -> None:
        """One emoji of one person: in a crowd the whole message would be sent for each of them."""
        event = {
            "type": "reaction",
            "before": stored.before,
            "revision": stored.message.revision,
            "id": stored.message.id,
            "identity": identity,
            "emoji": emoji,
            "chosen": chosen,
        }
        await self._send(stored.message, event)

    async def state(self, state: ChatState, pinned: Message | None) -> None:
        """What holds for the chat as a whole."""
        await self._room.send(state.meeting, TOPIC, {"type": "state", "state": state_json(state, pinned)})

    async def typing(self, meeting: MeetingId, writer: Identity, to: str) -> None:
        """Somebody is writing."""
        event = {"type": "typing", "identity": writer, "to": to}
        if to == EVERYBODY:
            await self._room.send(meeting, TOPIC, event)
        elif to == HOSTS:
            await self._room.send_to_hosts(meeting, TOPIC, event)
        else:
            await self._room.send(meeting, TOPIC, event, [Identity(to)])

    async def _send(self, message: Message, event: dict[str, Any]) -> None:
        await self._room.send(message.meeting, TOPIC, event, await self._readers(message))

    async def _readers(self, message: Message) -> Sequence[Identity]:
        """Whom to tell; empty = everybody. Never empty for a message that is not for everybody: its writer is in."""
        if message.held or message.to == HOSTS:
            hosts = [place.identity for place in await self._store.attendees.hosts(message.meeting)]
            return [message.identity, *hosts]
        return [] if message.to == EVERYBODY else [message.identity, Identity(message.to)]


def state_json(state: ChatState, pinned: Message | None) -> dict[str, Any]:
    """The form in which the state travels."""
    return {
        "revision": state.revision,
        "approval": state.approval,
        "slow_seconds": state.slow_seconds,
        "pinned": pinned.as_json() if pinned is not None else None,
    }
