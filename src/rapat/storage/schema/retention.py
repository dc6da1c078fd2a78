"""Indexes by which what is too old is found without reading everything."""

from rapat.storage.schema.step import Statement, Step

STEP = Step(
    after=(
        Statement("CREATE INDEX IF NOT EXISTS messages_by_time ON messages (sent_at)"),
        Statement("CREATE INDEX IF NOT EXISTS meetings_by_end ON meetings (ended_at)"),
    )
)
