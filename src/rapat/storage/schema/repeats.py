"""Answers that are given again when a program sends its request twice; sealed."""

from sqlalchemy import Column, LargeBinary, String, Table

from rapat.storage.schema.step import Step, metadata

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    Column("at", String(32), nullable=False, index=True),
)

STEP = Step((kept_answers,))
