"""What chat keeps beyond plain texts: replies, reactions, edits, files, read positions."""

from rapat.storage.schema.step import Step

STEP = Step()
