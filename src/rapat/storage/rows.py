"""Rows ↔ domain values, and times as sortable text."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from rapat.domain.door import Entry, Others, Rules
from rapat.domain.ids import Identity, MeetingId, PersonId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Right, Role
from rapat.ports import ApiKey

PARAMETERS_MAX = 500
"""Values in one statement: the oldest SQLite that we meet takes 999."""


def when(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def meeting(row: RowMapping) -> Meeting:
    """A meeting from its row."""
    ended = row["ended_at"]
    return Meeting(
        id=MeetingId(row["id"]),
        title=row["title"],
        created_at=datetime.fromisoformat(row["created_at"]),
        locked=row["locked"],
        ended_at=datetime.fromisoformat(ended) if ended else None,
        rules=Rules(
            entry=Entry(row["entry"]),
            others=Others(row["others"]),
            pin=row["pin"],
            places=row["places"],
            off=rights(row["off"]),
            minutes=row["minutes"],
        ),
        spotlight=Identity(row["spotlight"]) if row["spotlight"] else None,
        waiting_note=row["waiting_note"],
        owner=PersonId(row["owner"]) if row["owner"] else None,
    )


def meeting_values(found: Meeting) -> dict[str, Any]:
    """The row of a meeting."""
    return {
        "id": found.id,
        "title": found.title,
        "created_at": when(found.created_at),
        "locked": found.locked,
        "ended_at": when(found.ended_at) if found.ended_at is not None else None,
        "entry": found.rules.entry.value,
        "others": found.rules.others.value,
        "pin": found.rules.pin,
        "places": found.rules.places,
        "off": words(found.rules.off),
        "minutes": found.rules.minutes,
        "spotlight": found.spotlight,
        "waiting_note": found.waiting_note,
        "owner": found.owner,
    }


def rights(text: str) -> frozenset[Right]:
    """Rights from the words of a column."""
    return frozenset(Right(word) for word in text.split())


def words(found: frozenset[Right]) -> str:
    """Rights as words of a column."""
    return " ".join(sorted(found))


def attendee(row: RowMapping) -> Attendee:
    """A place from its row."""
    return Attendee(
        meeting=MeetingId(row["meeting"]),
        visitor=VisitorId(row["visitor"]),
        identity=Identity(row["identity"]),
        name=row["name"],
        role=Role(row["role"]),
        hand=row["hand"],
        removed=row["removed"],
        joined=row["joined"],
        granted=rights(row["granted"]),
        admitted=row["admitted"],
        held=row["held"],
        waiting_since=datetime.fromisoformat(row["waiting_since"]) if row["waiting_since"] else None,
        invitation=row["invitation"],
        acting=row["acting"],
        picture=row["picture"],
    )


def attendee_values(place: Attendee) -> dict[str, Any]:
    """The row of a place."""
    return {
        "meeting": place.meeting,
        "visitor": place.visitor,
        "identity": place.identity,
        "name": place.name,
        "role": place.role.value,
        "hand": place.hand,
        "removed": place.removed,
        "joined": place.joined,
        "granted": words(place.granted),
        "admitted": place.admitted,
        "held": place.held,
        "waiting_since": when(place.waiting_since) if place.waiting_since is not None else None,
        "invitation": place.invitation,
        "acting": place.acting,
        "picture": place.picture,
    }


def api_key(row: RowMapping) -> ApiKey:
    """A key from its row."""
    return ApiKey(row["key"], row["secret"], row["label"], datetime.fromisoformat(row["created_at"]))
