"""The first tables: visitors, meetings, who is in them, their chat, API keys."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from rapat.storage.schema.step import Step, metadata

visitors = Table(
    "visitors",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", String(32), nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("ended_at", String(32)),
    Column("entry", String(16), nullable=False, server_default="link"),
    Column("others", String(16), nullable=False, server_default="wait"),
    Column("pin", String(16), nullable=False, server_default=""),
    Column("places", Integer),
    Column("off", Text, nullable=False, server_default=""),
    Column("spotlight", String(40)),
    Column("waiting_note", Text, nullable=False, server_default=""),
    Column("owner", String(36)),
    Column("minutes", Integer),
)

attendees = Table(
    "attendees",
    metadata,
    Column("meeting", ForeignKey("meetings.id"), primary_key=True),
    Column("visitor", ForeignKey("visitors.id"), primary_key=True),
    Column("identity", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("hand", Integer),
    Column("removed", Boolean, nullable=False),
    Column("joined", Boolean, nullable=False),
    Column("granted", Text, nullable=False, server_default=""),
    Column("admitted", Boolean, nullable=False, server_default=false()),
    Column("held", Boolean, nullable=False, server_default=false()),
    Column("waiting_since", String(32)),
    Column("invitation", String(40)),
    Column("acting", Boolean, nullable=False, server_default=false()),
    Column("picture", String(64), nullable=False, server_default=""),
    UniqueConstraint("meeting", "identity"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("meeting", ForeignKey("meetings.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("identity", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at", String(32), nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("recipient", String(40), nullable=False, server_default=""),
    Column("held", Boolean, nullable=False, server_default=false()),
    Column("edited_at", String(32)),
    Column("edit_id", String(64), nullable=False, server_default=""),
    Column("deleted", String(8), nullable=False, server_default=""),
    Column("reply_to", String(36)),
    Column("mentions", Text, nullable=False, server_default="[]"),
    UniqueConstraint("meeting", "seq"),
    UniqueConstraint("meeting", "identity", "client_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("secret", String(128), nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("revoked", Boolean, nullable=False),
)

STEP = Step((visitors, meetings, attendees, messages, api_keys))
