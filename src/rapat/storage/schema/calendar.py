"""Planned meetings: series, single dates that differ, invited people; feeds and permanent rooms of people.

Local moments are text like ``2027-03-01T09:00``; ``over_after`` is UTC, so that old plans need not be read.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from rapat.storage.schema.step import Step, metadata

plans = Table(
    "plans",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("meeting", ForeignKey("meetings.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("starts", String(16), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("recurrence", Text, nullable=False),
    Column("early_minutes", Integer),
    Column("revision", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("over_after", String(32)),
)

plan_changes = Table(
    "plan_changes",
    metadata,
    Column("plan", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("original", String(16), primary_key=True),
    Column("starts", String(16)),
    Column("minutes", Integer),
    Column("title", Text),
    Column("agenda", Text),
    Column("cancelled", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

plan_invitees = Table(
    "plan_invitees",
    metadata,
    Column("plan", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True),
    Column("name", Text, nullable=False),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),
    Column("answer", String(8), nullable=False),
    Index("plan_invitees_by_person", "person"),
)

calendars = Table(
    "calendars",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("feed_hash", LargeBinary(32), unique=True),
    Column("room", ForeignKey("meetings.id")),
)

STEP = Step((plans, plan_changes, plan_invitees, calendars))
