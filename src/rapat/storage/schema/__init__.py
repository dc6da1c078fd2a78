"""Tables by subject, and the numbered steps that made them.

Why not Alembic yet: one process owns the file, there is one database, and every step so far only adds
(docs/decisions/0004). The table of applied steps is the same idea, so a later move loses nothing.
"""

from sqlalchemy import Column, Integer, Table

from rapat.storage.schema import (
    administration,
    calendar,
    chat,
    door,
    faces,
    first,
    people,
    programs,
    repeats,
    retention,
    site,
)
from rapat.storage.schema.step import Step, metadata

applied = Table("applied_steps", metadata, Column("number", Integer, primary_key=True))

STEPS: tuple[Step, ...] = (
    first.STEP,
    people.STEP,
    door.STEP,
    chat.STEP,
    calendar.STEP,
    administration.STEP,
    programs.STEP,
    repeats.STEP,
    site.STEP,
    faces.STEP,
    retention.STEP,
)
"""Step *n* counts from 1."""
