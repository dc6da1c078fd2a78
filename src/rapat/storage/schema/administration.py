"""Settings of the site, activity log, API scopes, retention."""

from rapat.storage.schema.step import Step

STEP = Step()
