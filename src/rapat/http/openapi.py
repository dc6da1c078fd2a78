"""The description of the API at ``/api/openapi.json``: what FastAPI knows of the routes, and what our tables know.

FastAPI gives paths, parameters and bodies. Added here: who may call (``scopes``), every refusal (``refusals``) as a
problem document with its codes, examples (``samples``), idempotency keys, links from what was made to its next calls.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rapat.domain import errors as e
from rapat.http.errors import PROBLEM, status_of
from rapat.http.links import LINKS
from rapat.http.refusals import BEYOND_TABLE, REFUSALS, BodyTooLarge, Refusals, StorageAway
from rapat.http.samples import PARAMETERS, sample, sample_parameter
from rapat.http.scopes import SCOPES, Reach

Json = dict[str, Any]
ABOUT = """Everything that the app does, for programs.

**Who asks.** `Authorization: Bearer rapat_…` with an API key (`POST /api/me/keys`, or `rapat apikey create` on the
box): it acts in its owner's name, within its scopes. Browsers have a session cookie, and send `Origin` or
`Sec-Fetch-Site` with what changes something. Guests need neither where `security` says so.

**Refusals** are problem documents (RFC 9457); `code` is stable. Any call may be refused with 429, and with 503 while
the database is away; `Retry-After` says when to try again.

**Long lists** come in pages. Where an answer has `next`, give it back as `after` (or `before`, in the activity log);
empty = that was the last page. Chats page by `before` and `after` a `seq`, found messages by `before` a `number`.

**Twice is once.** A `POST` that answers 201 takes `Idempotency-Key`; see its description.
"""
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "API key, `rapat_…`; the roles named are its scopes."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-rapat_session",
        "description": "A browser's session.",
    },
}
IDEMPOTENCY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request again within 24 hours gets the first answer and does nothing. "
    "For callers with a session or a key.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "0f8fad5b-d9cb-469f-a165-70867728950e",
}
PROBLEM_SCHEMA: Json = {
    "title": "Problem",
    "description": "A refusal (RFC 9457); some codes have members of their own.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:rapat:problem:[a-z_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "Stable: what programs rely on."},
        "detail": {"type": "string", "description": "English, for programmers."},
    },
    "examples": [
        {
            "type": "urn:rapat:problem:meeting_full",
            "title": "meeting full",
            "status": 409,
            "code": "meeting_full",
            "detail": "",
        }
    ],
}
MUTATING = frozenset({"post", "put", "patch", "delete"})


class DescribedApi(FastAPI):
    """FastAPI with this description instead of its own."""

    def openapi(self) -> Json:
        """The description; made when first asked for, when every route is there."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self)
        return self.openapi_schema


def describe(app: FastAPI) -> Json:
    """The description of an application."""
    document = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    components = document.setdefault("components", {})
    components["securitySchemes"] = SECURITY
    schemas = components.setdefault("schemas", {})
    refusals: dict[str, Json] = {}
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            for kind in _complete(f"{method.upper()} {path}", call, schemas):
                refusals[kind.code] = _example(kind)
    components["examples"] = dict(sorted(refusals.items()))
    schemas["Problem"] = PROBLEM_SCHEMA
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in schemas.items():
        schema.setdefault("examples", [sample(schema, schemas)])
        schema.setdefault("title", name)
    return document


def _complete(route: str, call: Json, schemas: Json) -> Refusals:
    """Add to a call what FastAPI does not know of it; gives what it can refuse."""
    words = call.pop("description", "").strip()
    first, _, rest = words.partition(". ")
    call["summary"] = first.rstrip(".")
    if rest:
        call["description"] = words
    made = "201" in call["responses"]
    repeats = made and not route.endswith("/files")
    if repeats:
        call.setdefault("parameters", []).append(IDEMPOTENCY)
    for parameter in call.get("parameters", []):
        parameter.setdefault("example", sample_parameter(parameter, schemas))
        if parameter["name"] in PARAMETERS:
            parameter.setdefault("description", PARAMETERS[parameter["name"]])
    call["responses"].pop("422", None)
    refusals = _refusals(route, call, repeats)
    for status, kinds in _by_status(refusals).items():
        call["responses"][str(status)] = _problem(status, kinds)
    if repeats:
        call["responses"]["201"].setdefault("headers", {})["Idempotent-Replayed"] = {
            "description": "`true`: the answer of an earlier request.",
            "schema": {"const": "true"},
        }
    if route in LINKS:
        call["responses"]["201"]["links"] = LINKS[route]
    if route.split(" ")[1].startswith("/api/"):
        call["security"] = _security(route)
    return refusals


def _refusals(route: str, call: Json, repeats: bool) -> Refusals:
    """All that a route can refuse."""
    found: list[type[e.RapatError]] = list(REFUSALS.get(route, ()))
    method, path = route.split(" ")
    if path.startswith("/api/"):
        found += [e.TooManyRequests, e.KeyInvalid, StorageAway]
        if SCOPES.get(route) is not Reach.ANY_KEY:
            found.append(e.ScopeMissing)
        if method.lower() in MUTATING:
            found.append(e.CrossOrigin)
    if path.startswith("/calendar/"):
        found.append(e.TooManyRequests)
    if "requestBody" in call:
        found += [e.Invalid, BodyTooLarge]
    elif any(parameter["in"] != "path" for parameter in call.get("parameters", ())):
        found.append(e.Invalid)
    if repeats:
        found += [e.RepeatDiffers, e.RepeatRunning]
    return tuple(dict.fromkeys(found))


def _by_status(kinds: Refusals) -> dict[int, list[type[e.RapatError]]]:
    found: dict[int, list[type[e.RapatError]]] = {}
    for kind in kinds:
        found.setdefault(_status(kind), []).append(kind)
    return dict(sorted(found.items()))


def _status(kind: type[e.RapatError]) -> int:
    return BEYOND_TABLE.get(kind) or status_of(kind.__new__(kind))


def _problem(status: int, kinds: list[type[e.RapatError]]) -> Json:
    own = {"status": {"const": status}, "code": {"enum": sorted(kind.code for kind in kinds)}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}], "properties": own}
    examples = {kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in kinds}
    answer: Json = {
        "description": ", ".join(f"`{kind.code}`" for kind in kinds),
        "content": {PROBLEM: {"schema": schema, "examples": examples}},
    }
    answer.update(dict(_headers(status)))
    return answer


def _headers(status: int) -> Iterator[tuple[str, Json]]:
    if status in {429, 503}:
        seconds = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        yield "headers", {"Retry-After": seconds}


def _example(kind: type[e.RapatError]) -> Json:
    """A refusal as it is answered, with what it means."""
    document = {
        "type": f"urn:rapat:problem:{kind.code}",
        "title": kind.code.replace("_", " "),
        "status": _status(kind),
        "code": kind.code,
        "detail": "",
    }
    return {"summary": " ".join((kind.__doc__ or "").split()), "value": document}


def _security(route: str) -> list[Json]:
    need = SCOPES.get(route, Reach.NO_KEY)
    needs_account = e.NotSignedIn in REFUSALS.get(route, ())
    ways: list[Json] = [] if need is Reach.NO_KEY else [{"key": [] if isinstance(need, Reach) else [need.value]}]
    ways.append({"session": []})
    return ways if needs_account else [*ways, {}]
