"""Keys of programs for the REST API. Deleting an account deletes its keys."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Text

from rapat.storage.schema.step import Step, metadata

program_keys = Table(
    "program_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False, index=True),
    Column("used_at", String(32)),
)

STEP = Step((program_keys,))
