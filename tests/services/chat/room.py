"""Short words for what people do in the chat of a party, and what each of them is told."""

import itertools
import json
from typing import Any

from rapat.domain.chat import EVERYBODY, Message
from rapat.domain.roles import Right
from rapat.ports_chat import Stored, Window
from rapat.services.chat.delivery import TOPIC
from rapat.services.chat.reading import Page
from rapat.services.chat.writing import Draft
from rapat.services.rules import RulesChange
from tests.services.party import Party, Person

_numbers = itertools.count(1)


async def say(meeting: Party, who: Person, text: str, to: str = EVERYBODY, **more: Any) -> Message:
    """Write under a fresh client id."""
    return (await write(meeting, who, f"c{next(_numbers)}", text, to, **more)).message


async def write(meeting: Party, who: Person, client_id: str, text: str, to: str = EVERYBODY, **more: Any) -> Stored:
    """Write under a given client id."""
    draft = Draft(client_id=client_id, text=text, to=to, **more)
    return await meeting.chat.writing.write(meeting.id, who.visitor, draft)


async def page(meeting: Party, who: Person, limit: int = 100, **bounds: int) -> Page:
    """What somebody reads."""
    return await meeting.chat.reading.page(meeting.id, who.visitor, Window(limit=limit, **bounds))


async def texts(meeting: Party, who: Person, **bounds: int) -> list[str]:
    """The texts that somebody reads."""
    return [message.text for message in (await page(meeting, who, **bounds)).messages]


async def switch_off(meeting: Party, host: Person, *rights: Right) -> None:
    """A host takes rights away from participants."""
    wish = RulesChange(switches=dict.fromkeys(rights, False))
    await meeting.rules.change(meeting.id, host.visitor, wish)


def told(meeting: Party, who: Person) -> list[dict[str, Any]]:
    """Events of the chat that reached somebody who was in all the time."""
    return [
        json.loads(sent.payload)
        for sent in meeting.engine.sent
        if sent.topic == TOPIC and (not sent.to or who.identity in sent.to)
    ]
