"""Accounts, their sessions, invitations and password resets."""

from rapat.storage.schema.step import Step

STEP = Step()
