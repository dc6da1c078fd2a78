"""Accounts, their sessions, their pictures, and links that are used once.

A person's id is also the id of a row in ``visitors``: places in meetings hang on it, whatever device somebody uses.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from rapat.storage.schema.first import meetings
from rapat.storage.schema.step import Step, metadata

people = Table(
    "people",
    metadata,
    Column("id", ForeignKey("visitors.id"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("sort_name", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("picture", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password_hash", Text),
    Column("created_at", String(32), nullable=False),
    Column("accepted_at", String(32)),
    Index("people_by_name", "sort_name", "id"),
)

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
)

account_links = Table(
    "account_links",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("purpose", String(16), nullable=False),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

STEP = Step((people, account_sessions, account_links, pictures), (meetings.c.owner,))
