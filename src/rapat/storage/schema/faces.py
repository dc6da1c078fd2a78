"""Step: a place in a meeting keeps the picture of the account that took it."""

from rapat.storage.schema.first import attendees
from rapat.storage.schema.step import Step

STEP = Step(columns=(attendees.c.picture,))
