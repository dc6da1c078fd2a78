"""Planned meetings, recurrence and exceptions, invitees, templates, feeds."""

from rapat.storage.schema.step import Step

STEP = Step()
