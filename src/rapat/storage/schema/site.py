"""What administrators set for the whole site: one JSON text per subject, and the logo.

JSON, because settings are read and written as a whole, by this one process, and gain members with nearly every version.
"""

from sqlalchemy import Column, LargeBinary, String, Table, Text

from rapat.storage.schema.step import Step, metadata

site_settings = Table(
    "site_settings",
    metadata,
    Column("subject", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

site_logos = Table(
    "site_logos",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

STEP = Step((site_settings, site_logos))
