"""Words in chats: full text of SQLite (FTS5) and of PostgreSQL, behind one query of messages.

A word finds every word that begins with it; accents and case do not count. Whoever searches is shown what the
chat shows to it, nothing else.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, column, func, literal_column, select, table

from rapat.ports_chat import Place
from rapat.storage.chat_rows import visible_to_attendee
from rapat.storage.schema.chat import message_search, postgres_words
from rapat.storage.schema.first import attendees, meetings, messages

_INDEX = table("message_words", column("rowid"))
_ACCENTS = re.compile("[\u0300-\u036f]")
_Found = tuple[FromClause, ColumnElement[int], ColumnElement[bool]]
"""Where from, the number that orders the hits, and the condition."""


def query_for(dialect: str, places: Sequence[Place], words: Sequence[str], before: int | None) -> Select[Any]:
    """Rows of ``messages`` with ``title`` and ``number``, newest first; see ``ports_chat.Messages.search``."""
    source, number, matches = _MATCHING[dialect](places, words)
    mine = [place.reader.identity for place in places]
    joined = source.join(meetings, meetings.c.id == messages.c.meeting).join(
        attendees, and_(attendees.c.meeting == messages.c.meeting, attendees.c.identity.in_(mine))
    )
    query = select(messages, meetings.c.title, number.label("number")).select_from(joined)
    query = query.where(matches, visible_to_attendee(), messages.c.deleted == "").order_by(number.desc())
    return query.where(number < before) if before is not None else query


def _on_sqlite(places: Sequence[Place], words: Sequence[str]) -> _Found:
    where = " OR ".join(place.meeting.replace("-", "") for place in places)
    what = " AND ".join(f'"{word}"*' for word in words)
    numbered = message_search.c.number == _INDEX.c.rowid
    source = _INDEX.join(message_search, numbered).join(messages, messages.c.id == message_search.c.message)
    matches = literal_column("message_words").op("MATCH")(f"meeting : ({where}) AND text : ({what})")
    return source, _INDEX.c.rowid, matches


def _on_postgres(places: Sequence[Place], words: Sequence[str]) -> _Found:
    plain = (_ACCENTS.sub("", unicodedata.normalize("NFD", word.lower())).replace("_", " ").split() for word in words)
    wanted = func.to_tsquery(literal_column("'simple'"), " & ".join(f"'{part}':*" for parts in plain for part in parts))
    matches = literal_column(postgres_words("messages.text")).op("@@")(wanted)
    there = messages.c.meeting.in_([place.meeting for place in places])
    return messages, messages.c.seq, and_(there, matches)


_MATCHING: dict[str, Callable[[Sequence[Place], Sequence[str]], _Found]] = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgres,
}
