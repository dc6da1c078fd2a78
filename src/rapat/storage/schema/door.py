"""Rules of the door, waiting room, bans, signed invitations, rights switched per meeting."""

from rapat.storage.schema.step import Step

STEP = Step()
