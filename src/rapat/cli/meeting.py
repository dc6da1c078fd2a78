"""``rapat meeting``: meetings of this box, through the same services as the app; beside a running server or without."""

import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer
import uuid_utils

from rapat import app as rapat_app
from rapat.cli import server_api
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Dev, Json, Port, settings, with_store
from rapat.config import Settings
from rapat.domain.errors import Invalid, MeetingNotFound
from rapat.domain.ids import Identity
from rapat.domain.meeting import Meeting
from rapat.domain.people import Caller, Person, email_address
from rapat.domain.site import SiteSettings
from rapat.identity.addresses import local_addresses
from rapat.ports import Listed, RemovalReason, RoomNotFound
from rapat.services.access import Access
from rapat.services.beginning_and_end import begin, end_for_all
from rapat.services.site import SUBJECT
from rapat.storage.store import SqlStore
from rapat.telemetry.clock import SystemClock

app = typer.Typer(help="Meetings of this box.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(help="Id of the meeting, as in its link.")]
LIST_MAX = 200
"""Most meetings listed at once; the newest are those that somebody looks for."""
T = TypeVar("T")


class _NoRooms:
    """``Rooms`` for a change of the data alone: live rooms are closed afterwards, through the running server."""

    async def delete_room(self, name: str, reason: RemovalReason = RemovalReason.ROOM_DELETED) -> None:
        raise RoomNotFound(name)


def _at(chosen: Settings, use: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Run a command on the data of this server.

    Raises:
        Failure: the data or the services say no.
    """
    try:
        return with_store(chosen, use)
    except MeetingNotFound as error:
        raise Failure("no meeting has this id", "`rapat meeting list` shows them") from error
    except Invalid as error:
        raise Failure(error.detail, "mend the value named above") from error


async def _account(store: SqlStore, email: str) -> Person:
    found = await store.people.by_email(email_address(email))
    if found is None:
        raise Failure("no account has this address", "`rapat user list` shows all")
    return found


def _show(found: Any, text: str, as_json: bool) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)


def _card(meeting: Meeting, chosen: Settings) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "title": meeting.title,
        "link": f"{rapat_app.site_address(chosen, local_addresses())}/m/{meeting.id}",
        "owner": meeting.owner,
        "created_at": meeting.created_at.isoformat(),
        "ended_at": meeting.ended_at.isoformat() if meeting.ended_at is not None else None,
        "locked": meeting.locked,
    }


@app.command()
def create(
    account: Annotated[str, typer.Option(help="E-mail address of the account that will be its host.")],
    title: Annotated[str, typer.Argument(help="What it is about.")] = "",
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a meeting; it is there at once, and its link works for whoever its rules let in."""
    chosen = settings(config, data=data)

    async def use(store: SqlStore) -> Meeting:
        host = await _account(store, account)
        kept = await store.site.read(SUBJECT)
        site = SiteSettings.from_json(kept) if kept is not None else SiteSettings()
        caller = Caller(host.visitor, host)
        rules = site.meetings.rules()
        return await begin(store, SystemClock(), caller, title, rules, choose=secrets.choice, new_identity=_identity)

    card = _card(_at(chosen, use), chosen)
    _show(card, card["link"], as_json)


@app.command("list")
def list_meetings(
    account: Annotated[str, typer.Option(help="Only those that this account made or joined.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=LIST_MAX, help="How many of the newest.")] = 50,
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Show meetings, newest first."""
    chosen = settings(config, data=data)

    async def use(store: SqlStore) -> list[Listed]:
        if account:
            person = await _account(store, account)
            return (await store.meeting_lists.of(person.visitor, "", limit)).meetings
        return (await store.meeting_lists.all("", limit)).meetings

    found = [listed.meeting for listed in _at(chosen, use)]
    _show([_card(meeting, chosen) for meeting in found], "\n".join(map(_line, found)) or "no meeting yet", as_json)


def _line(meeting: Meeting) -> str:
    state = "ended" if meeting.ended_at is not None else "open"
    return f"{meeting.id}  {meeting.created_at:%Y-%m-%d}  {state:5}  {meeting.title}".rstrip()


@app.command()
def show(meeting: Id, as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Show one meeting: its link, its door, how many have joined."""
    chosen = settings(config, data=data)

    async def use(store: SqlStore) -> tuple[Meeting, int]:
        found = await Access(store).meeting(meeting)
        return found, sum(place.joined for place in await store.attendees.all(found.id))

    found, joined = _at(chosen, use)
    rules = found.rules
    door = {"entry": rules.entry.value, "others": rules.others.value, "pin": bool(rules.pin), "places": rules.places}
    card = {**_card(found, chosen), "door": door, "joined": joined}
    _show(card, f"{_line(found)}\n{card['link']}\nentry: {rules.entry.value}, joined: {joined}", as_json)


@app.command()
def end(
    meeting: Id,
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
    port: Port = None,
    dev: Dev = None,
) -> None:
    """End a meeting for good: nobody can join again, and a running server tells those who are in."""
    chosen = settings(config, data=data, port=port, dev=dev)

    async def use(store: SqlStore) -> Meeting:
        found = await Access(store).meeting(meeting)
        await end_for_all(store, SystemClock(), _NoRooms(), found)
        return await Access(store).meeting(meeting)

    ended = _at(chosen, use)
    live = _close_live(chosen, meeting)
    _show(
        {**_card(ended, chosen), "was_live": live},
        "ended; who was in has been told" if live else "ended; no running server had somebody in it",
        as_json,
    )


def _close_live(chosen: Settings, meeting: str) -> bool:
    """Close the room of the running server; False = nobody is in, or no server runs."""
    try:
        if not server_api.call(chosen, "ListRooms", {"names": [meeting]}).get("rooms", []):
            return False
        server_api.call(chosen, "DeleteRoom", {"room": meeting})
    except Failure:
        return False
    return True


def _identity() -> Identity:
    return Identity(f"p_{uuid_utils.uuid7().hex}")
