"""Words in chats and in the names of their files: full text of SQLite (FTS5) and of PostgreSQL as queries of messages.

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
from rapat.storage.schema.chat import files, message_search, postgres_words
from rapat.storage.schema.first import attendees, meetings, messages

_INDEX = table("message_words", column("rowid"))
_ACCENTS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[-\s._:/\\@+&=~#()\[\]{},;!?'\"]+")
"""What parts words. Not simply all that is no letter: the vowel signs of Indian scripts are none."""
_Found = tuple[FromClause, ColumnElement[int], ColumnElement[bool]]
"""Where from, the number that orders the hits, and the condition."""


def queries_for(dialect: str, places: Sequence[Place], words: Sequence[str], before: int | None) -> list[Select[Any]]:
    """Rows of ``messages`` with ``title`` and ``number``, newest first; see ``ports_chat.Messages.search``.

    Returns:
        One query of the texts, one of the names of files that came with a message; one message may be in both.
    """
    return [_query(found(places, words), places, before) for found in _MATCHING[dialect]]


def has_words(name: str, wanted: str) -> bool:
    """Whether each wanted word begins a word of the name. SQLite calls it: names are few and in no index."""
    have = _plain(name)
    return all(any(word.startswith(part) for word in have) for part in wanted.split())


def _query(found: _Found, places: Sequence[Place], before: int | None) -> Select[Any]:
    source, number, matches = found
    mine = [place.reader.identity for place in places]
    joined = source.join(meetings, meetings.c.id == messages.c.meeting).join(
        attendees, and_(attendees.c.meeting == messages.c.meeting, attendees.c.identity.in_(mine))
    )
    query = select(messages, meetings.c.title, number.label("number")).select_from(joined)
    query = query.where(matches, visible_to_attendee(), messages.c.deleted == "").order_by(number.desc())
    return query.where(number < before) if before is not None else query


def _texts_on_sqlite(places: Sequence[Place], words: Sequence[str]) -> _Found:
    where = " OR ".join(place.meeting.replace("-", "") for place in places)
    what = " AND ".join(f'"{word}"*' for word in words)
    numbered = message_search.c.number == _INDEX.c.rowid
    source = _INDEX.join(message_search, numbered).join(messages, messages.c.id == message_search.c.message)
    matches = literal_column("message_words").op("MATCH")(f"meeting : ({where}) AND text : ({what})")
    return source, _INDEX.c.rowid, matches


def _names_on_sqlite(places: Sequence[Place], words: Sequence[str]) -> _Found:
    source = messages.join(message_search, message_search.c.message == messages.c.id)
    wanted = " ".join(part for word in words for part in _plain(word))
    return source, message_search.c.number, _with_file(places, func.has_words(files.c.name, wanted) == 1)


def _texts_on_postgres(places: Sequence[Place], words: Sequence[str]) -> _Found:
    there = messages.c.meeting.in_([place.meeting for place in places])
    return messages, messages.c.seq, and_(there, _wanted_on_postgres("messages.text", words))


def _names_on_postgres(places: Sequence[Place], words: Sequence[str]) -> _Found:
    return messages, messages.c.seq, _with_file(places, _wanted_on_postgres("chat_files.name", words))


def _wanted_on_postgres(text: str, words: Sequence[str]) -> ColumnElement[bool]:
    parts = (part for word in words for part in _plain(word))
    wanted = func.to_tsquery(literal_column("'simple'"), " & ".join(f"'{part}':*" for part in parts))
    return literal_column(postgres_words(text)).op("@@")(wanted)


def _with_file(places: Sequence[Place], named: ColumnElement[bool]) -> ColumnElement[bool]:
    """Messages in these places that brought a file of such a name."""
    there = files.c.meeting.in_([place.meeting for place in places])
    return messages.c.id.in_(select(files.c.message).where(there, files.c.message.is_not(None), named))


def _plain(text: str) -> list[str]:
    """Words without accents and case, split where the index splits them."""
    return _SIGNS.sub(" ", _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))).split()


_MATCHING: dict[str, tuple[Callable[[Sequence[Place], Sequence[str]], _Found], ...]] = {
    "sqlite": (_texts_on_sqlite, _names_on_sqlite),
    "postgresql": (_texts_on_postgres, _names_on_postgres),
}
