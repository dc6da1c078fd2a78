"""Rows ↔ domain values, and times as sortable text."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from rapat.domain.chat import Message
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Role
from rapat.ports import ApiKey


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
    )


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
    }


def message(row: RowMapping) -> Message:
    """A message from its row."""
    return Message(
        id=row["id"],
        meeting=MeetingId(row["meeting"]),
        seq=row["seq"],
        client_id=row["client_id"],
        identity=Identity(row["identity"]),
        name=row["name"],
        text=row["text"],
        sent_at=datetime.fromisoformat(row["sent_at"]),
    )


def api_key(row: RowMapping) -> ApiKey:
    """A key from its row."""
    return ApiKey(row["key"], row["secret"], row["label"], datetime.fromisoformat(row["created_at"]))
