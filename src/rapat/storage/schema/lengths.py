"""Step: a meeting may have a longest length."""

from rapat.storage.schema.first import meetings
from rapat.storage.schema.step import Step

STEP = Step(columns=(meetings.c.minutes,))
