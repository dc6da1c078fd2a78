"""Tables by subject, and the numbered steps that made them.

Each step is data that SQLite and PostgreSQL both carry out, all missing ones in one transaction and by one process
at a time. Why not Alembic: docs/decisions/0004 and 0009.
"""

from sqlalchemy import Column, Integer, Table

from rapat.storage.schema import (
    administration,
    calendar,
    chat,
    door,
    faces,
    first,
    lengths,
    people,
    programs,
    repeats,
    retention,
    site,
    templates,
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
    lengths.STEP,
    templates.STEP,
)
"""Step *n* counts from 1."""
