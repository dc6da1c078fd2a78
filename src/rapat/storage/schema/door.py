"""Rules of the door, waiting room, bans, signed invitations, rights switched per meeting, reports of disturbers."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text, false

from rapat.storage.schema.first import attendees, meetings
from rapat.storage.schema.step import Step, metadata

reports = Table(
    "reports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("meeting", ForeignKey("meetings.id"), nullable=False),
    Column("reporter", String(40), nullable=False),
    Column("about", String(40), nullable=False),
    Column("about_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", String(32), nullable=False),
    Column("done", Boolean, nullable=False, server_default=false()),
)

STEP = Step(
    tables=(reports,),
    columns=(
        *(meetings.c[name] for name in ("entry", "others", "pin", "places", "off", "spotlight", "waiting_note")),
        *(attendees.c[name] for name in ("granted", "admitted", "held", "waiting_since", "invitation", "acting")),
    ),
)
