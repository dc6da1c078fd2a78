"""What chat keeps beyond plain texts: replies, reactions, edits, files, read positions; and the index of words.

On SQLite the words lie in a contentless FTS5 table whose rows are numbered by ``message_search``: the row ids of
``messages`` itself may change when the file is vacuumed. Triggers keep it right whoever writes or deletes a message.
The meeting's id is a word of its own row, so that a search over some meetings never walks through all others.
PostgreSQL has an index of ``postgres_words`` for the same.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, false

from rapat.storage.schema.first import messages
from rapat.storage.schema.step import Statement, Step, metadata

chat_rooms = Table(
    "chat_rooms",
    metadata,
    Column("meeting", ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("clock", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("pinned", String(36)),
    Column("approval", Boolean, nullable=False, server_default=false()),
    Column("slow_seconds", Integer, nullable=False, server_default="0"),
)

chat_reads = Table(
    "chat_reads",
    metadata,
    Column("meeting", ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("identity", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

reactions = Table(
    "chat_reactions",
    metadata,
    Column("message", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("identity", String(40), primary_key=True),
    Column("emoji", String(16), primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

files = Table(
    "chat_files",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("meeting", ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("identity", String(40), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("message", ForeignKey("messages.id", ondelete="SET NULL"), index=True),
    Column("name", Text, nullable=False),
    Column("type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("preview", String(64), index=True),
    Column("preview_type", String(80)),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False, index=True),
    Column("gone", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("meeting", "identity", "client_id"),
)

message_search = Table(
    "message_search",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("message", String(36), nullable=False, unique=True),
)

_NUMBERED = "SELECT number, replace({row}.meeting, '-', ''), {row}.text FROM message_search WHERE message = {row}.id;"
_ADD_WORDS = f"INSERT INTO message_words (rowid, meeting, text) {_NUMBERED.format(row='new')}"
_DROP_WORDS = (  # a contentless index forgets a row when it is told what was in it
    "INSERT INTO message_words (message_words, rowid, meeting, text) "
    + _NUMBERED.format(row="old").replace("SELECT", "SELECT 'delete',")
)


def _sqlite(sql: str) -> Statement:
    return Statement(sql, "sqlite")


def postgres_words(text: str) -> str:
    """SQL: the words of a text, as PostgreSQL indexes them; a query must say exactly the same.

    Lower case as Unicode has it whatever the database's locale, accents off, and no sign that PostgreSQL would take
    for part of an address or a number.
    """
    lower = f'normalize(lower(({text}) COLLATE "und-x-icu"), NFD)'
    plain = rf"translate(regexp_replace({lower}, '[\u0300-\u036f]', '', 'g'), '-./:@_+&=~#', '           ')"
    return f"to_tsvector('simple', {plain})"


STEP = Step(
    tables=(chat_rooms, chat_reads, reactions, files, message_search),
    columns=tuple(
        messages.c[name]
        for name in ("revision", "recipient", "held", "edited_at", "edit_id", "deleted", "reply_to", "mentions")
    ),
    after=(
        Statement("CREATE INDEX IF NOT EXISTS messages_by_revision ON messages (meeting, recipient, revision)"),
        Statement("CREATE INDEX IF NOT EXISTS messages_by_change ON messages (meeting, revision)"),
        Statement("CREATE INDEX IF NOT EXISTS attendees_by_visitor ON attendees (visitor)"),
        _sqlite(
            "CREATE VIRTUAL TABLE IF NOT EXISTS message_words USING fts5"
            " (meeting, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
        ),
        _sqlite("INSERT INTO message_search (message) SELECT id FROM messages ORDER BY sent_at"),
        _sqlite(
            "INSERT INTO message_words (rowid, meeting, text) SELECT number, replace(meeting, '-', ''), text"
            " FROM message_search JOIN messages ON messages.id = message_search.message"
        ),
        _sqlite(
            "CREATE TRIGGER message_words_add AFTER INSERT ON messages BEGIN"  # noqa: S608 - constants
            f" INSERT INTO message_search (message) VALUES (new.id); {_ADD_WORDS} END"
        ),
        _sqlite(
            "CREATE TRIGGER message_words_drop AFTER DELETE ON messages BEGIN"  # noqa: S608 - constants
            f" {_DROP_WORDS} DELETE FROM message_search WHERE message = old.id; END"
        ),
        _sqlite(
            f"CREATE TRIGGER message_words_edit AFTER UPDATE OF text ON messages BEGIN {_DROP_WORDS} {_ADD_WORDS} END"
        ),
        Statement(
            f"CREATE INDEX IF NOT EXISTS messages_by_words ON messages USING gin ({postgres_words('text')})",
            "postgresql",
        ),
    ),
)
