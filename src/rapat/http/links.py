"""OpenAPI links: from what a call has made to the calls that go on with it."""

from typing import Any


def _links(parameter: str, source: str, *routes: str) -> dict[str, Any]:
    """Links that hand ``source`` of the answer's body over as the path parameter of each route."""
    return {
        route: {"operationRef": _pointer(*route.split(" ")), "parameters": {parameter: f"$response.body#{source}"}}
        for route in routes
    }


def _pointer(method: str, path: str) -> str:
    """The call in this document (RFC 6901)."""
    return f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"


LINKS: dict[str, dict[str, Any]] = {
    "POST /api/meetings": _links(
        "meeting",
        "/id",
        "get /api/meetings/{meeting}",
        "post /api/meetings/{meeting}/join",
        "get /api/meetings/{meeting}/messages",
        "post /api/meetings/{meeting}/end",
    ),
    "POST /api/people": _links("person", "/person/id", "patch /api/people/{person}", "post /api/people/{person}/link"),
    "POST /api/plans": _links(
        "plan", "/id", "get /api/plans/{plan}", "put /api/plans/{plan}/invitees", "get /api/plans/{plan}/file.ics"
    ),
    "POST /api/templates": _links(
        "template",
        "/id",
        "get /api/templates/{template}",
        "post /api/templates/{template}/start",
        "delete /api/templates/{template}",
    ),
    "POST /api/me/keys": _links("key", "/key/id", "delete /api/me/keys/{key}"),
}
"""``METHOD path`` → links of its 201."""
