"""Examples of the API's description, made of one example for each field's name, so that they agree everywhere."""

from typing import Any

Json = dict[str, Any]
MOMENT = "2027-03-01T08:00:00Z"

FIELDS: dict[str, Any] = {
    "id": "01936f0e-8c1a-7cc3-9f1e-2a6b1c0d4e5f",
    "meeting": "hbkp-x7mq-2wdt-9rce",
    "title": "Weekly",
    "link": "https://meet.example/m/hbkp-x7mq-2wdt-9rce",
    "name": "Ana",
    "email": "ana@example.org",
    "language": "en",
    "languages": ["en", "id", "ru"],
    "time_zone": "Asia/Jakarta",
    "zone": "Asia/Jakarta",
    "identity": "p_01936f0e8c1a7cc39f1e2a6b1c0d4e5f",
    "role": "participant",
    "source": "microphone",
    "emoji": "👍",
    "client_id": "7f3d",
    "text": "Shall we begin?",
    "to": "",
    "label": "Room display",
    "secret": "rapat_Q2hvb3NlIG9uZSBvZiB5b3VyIG93bi4",
    "address": "https://meet.example/calendar/9mQ2hvb3NlIG9uZSBv.ics",
    "addresses": ["ben@example.org"],
    "invitees": ["ben@example.org"],
    "starts": "2027-03-01T09:00:00",
    "date": "2027-03-01T09:00:00",
    "ends": "2027-03-01T10:00:00",
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    "password": "a sentence of her own",
    "old": "a sentence of her own",
    "new": "another sentence of hers",
    "passphrase": "a long sentence of the site",
    "table": "email,name\nben@example.org,Ben\n",
    "url": "wss://meet.example",
    "token": "eyJhbGciOiJIUzI1NiJ9.e30.signature",
    "invitation": "eyJtIjoiaGJrcCJ9.signature",
    "pin": "4711",
    "accent": "#2456d6",
    "picture": "",
    "logo": "",
    "version": "1.0.0",
    "device": "Firefox, Linux",
}
"""Field → example. What is not here gets the plainest value of its type."""
PARAMETERS = {
    "after": "Where the page begins: `next` of the one before (in a chat: after this `seq`). Empty = the first page.",
    "before": "Where the page begins: what the one above ended with.",
    "since": "In a chat: what changed after this `revision`. In an agenda: the beginning of the window.",
    "until": "The end of the window, at most 400 days after `since`.",
    "limit": "Most entries of the page.",
    "q": "Words to look for.",
    "meeting": "Id of a meeting, as in its link.",
    "identity": "Somebody in a meeting: `identity` of the join and of LiveKit.",
}
"""Name of a parameter → what it is."""
PATHS = {
    "message": FIELDS["id"],
    "file": FIELDS["id"],
    "person": FIELDS["id"],
    "plan": FIELDS["id"],
    "template": FIELDS["id"],
    "session": FIELDS["id"],
    "key": FIELDS["id"],
    "report": FIELDS["id"],
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "since": MOMENT,
    "until": "2027-03-08T08:00:00Z",
    "q": "begin",
    "secret": "9mQ2hvb3NlIG9uZSBv",
}
"""Parameter → example, where it is not that of the field of this name."""
PLAIN: dict[str, Any] = {"string": "", "boolean": False, "object": {}, "null": None}
DEPTH = 6
"""Schemas within schemas that are followed; ours go four deep."""


def sample(schema: Json, schemas: Json, name: str = "", depth: int = DEPTH) -> Any:
    """An example that fits a schema.

    Args:
        schema: JSON Schema as FastAPI writes it.
        schemas: the document's components, for ``$ref``.
        name: of the field that it is for.
        depth: how far to follow further schemas.
    """
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth - 1) if depth else None
    if "enum" in schema:
        return FIELDS[name] if FIELDS.get(name) in schema["enum"] else schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas, name, depth)
    kind = schema.get("type", "string")
    if kind == "object" and "properties" in schema:
        return {field: sample(part, schemas, field, depth) for field, part in schema["properties"].items()}
    return _plain(kind, schema, schemas, name, depth)


def _plain(kind: str, schema: Json, schemas: Json, name: str, depth: int) -> Any:
    known = FIELDS.get(name)
    if known is not None and isinstance(known, {"string": str, "array": list}.get(kind, type(None))):
        if kind == "string" or schema.get("items", {}).get("type") == "string":
            return known
    if kind == "array":
        return [sample(schema["items"], schemas, "", depth - 1)] if depth else []
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 1), schema.get("default", 0) or 1)
    if schema.get("format") == "date-time":
        return MOMENT
    plain = schema.get("default", PLAIN.get(kind))
    return plain.ljust(schema.get("minLength", 0), "x") if isinstance(plain, str) else plain


def sample_parameter(parameter: Json, schemas: Json) -> Any:
    """An example of a parameter; ``schemas`` as for ``sample``."""
    name = parameter["name"]
    return PATHS.get(name, sample(parameter["schema"], schemas, name))
