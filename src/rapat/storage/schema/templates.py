"""Templates of meetings. Deleting an account deletes its own; the organisation's have no owner."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from rapat.storage.schema.step import Step, metadata

templates = Table(
    "templates",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("early_minutes", Integer),
    Column("entry", String(16), nullable=False),
    Column("others", String(16), nullable=False),
    Column("asks_pin", Boolean, nullable=False),
    Column("places", Integer),
    Column("longest", Integer),
    Column("off", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

STEP = Step((templates,))
