"""The activity log. Ids rise with time, so a page begins below the last id seen."""

from sqlalchemy import Column, Index, String, Table

from rapat.storage.schema.step import Step, metadata

activities = Table(
    "activities",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("actor", String(36), nullable=False),
    Column("act", String(32), nullable=False),
    Column("about", String(40), nullable=False),
    Column("address", String(64), nullable=False),
    Index("activities_by_time", "at"),
)

STEP = Step((activities,))
