"""Which scope of an API key opens which route: one table. A route without a row opens to no key.

The scope is the first of two gates: behind it the service asks what the key's owner may do.
"""

from collections.abc import Iterable
from enum import Enum

from rapat.domain.errors import ScopeMissing
from rapat.domain.program_keys import Scope


class Reach(Enum):
    """What stands in the table where no scope does."""

    ANY_KEY = "any key"
    """Open to everybody, so to every key too."""
    NO_KEY = "no key"
    """For people before a browser: a key that leaks must not become a session, a password or another key."""


_MEETING = "/api/meetings/{meeting}"
_BY_SCOPE: dict[Scope | Reach, tuple[str, ...]] = {
    Reach.ANY_KEY: (
        "GET /api/about",
        "GET /api/pictures/{digest}",
        "GET /api/site",
        "GET /api/site/logo/{digest}",
    ),
    Reach.NO_KEY: (
        "POST /api/session",
        "DELETE /api/session",
        "POST /api/links/look",
        "POST /api/links/use",
        "POST /api/replies/look",
        "POST /api/replies",
        "POST /api/password-resets",
        "PUT /api/me/password",
        "GET /api/me/sessions",
        "DELETE /api/me/sessions",
        "DELETE /api/me/sessions/{session}",
        "GET /api/me/keys",
        "POST /api/me/keys",
        "DELETE /api/me/keys/{key}",
        "GET /api/admin/mail",
        "PUT /api/admin/mail",
        "DELETE /api/admin/mail",
        "POST /api/admin/mail/test",
        "POST /api/admin/backup",
        "GET /api/admin/backup",
        "GET /api/admin/backup/{name}",
        "DELETE /api/admin/backup/{name}",
        "GET /api/me/export",
        "POST /api/me/erase",
        "POST /api/people/{person}/erase",
    ),
    Scope.PROFILE_READ: ("GET /api/me",),
    Scope.PROFILE_WRITE: ("PATCH /api/me", "PUT /api/me/picture", "DELETE /api/me/picture"),
    Scope.PEOPLE_READ: ("GET /api/people",),
    Scope.PEOPLE_WRITE: (
        "POST /api/people",
        "POST /api/people/import",
        "PATCH /api/people/{person}",
        "POST /api/people/{person}/link",
    ),
    Scope.MEETINGS_READ: (
        "GET /api/meetings",
        f"GET {_MEETING}",
        f"GET {_MEETING}/rules",
        f"GET {_MEETING}/names",
        f"GET {_MEETING}/bans",
        f"GET {_MEETING}/waiting",
        f"GET {_MEETING}/waiting/me",
    ),
    Scope.MEETINGS_WRITE: (
        "POST /api/meetings",
        "POST /api/templates/{template}/start",
        f"PATCH {_MEETING}",
        f"POST {_MEETING}/join",
        f"POST {_MEETING}/end",
        f"POST {_MEETING}/stop",
        f"PATCH {_MEETING}/rules",
        f"PUT {_MEETING}/hand",
        f"DELETE {_MEETING}/hands",
        f"POST {_MEETING}/hands/next",
        f"PUT {_MEETING}/spotlight",
        f"POST {_MEETING}/reactions",
        f"POST {_MEETING}/mute-all",
        f"POST {_MEETING}/mute-all/undo",
        f"PATCH {_MEETING}/participants/{{identity}}",
        f"DELETE {_MEETING}/participants/{{identity}}",
        f"POST {_MEETING}/participants/{{identity}}/mute",
        f"POST {_MEETING}/participants/{{identity}}/ask",
        f"POST {_MEETING}/participants/{{identity}}/host",
        f"POST {_MEETING}/participants/{{identity}}/wait",
        f"POST {_MEETING}/participants/{{identity}}/reports",
        f"DELETE {_MEETING}/participants/{{identity}}/hand",
        f"DELETE {_MEETING}/participants/{{identity}}/granted",
        f"DELETE {_MEETING}/bans/{{identity}}",
        f"DELETE {_MEETING}/waiting/me",
        f"POST {_MEETING}/waiting/admit",
        f"DELETE {_MEETING}/waiting/{{identity}}",
        f"PUT {_MEETING}/waiting/note",
        f"POST {_MEETING}/invitations",
    ),
    Scope.CHAT_READ: (
        "GET /api/chats",
        "GET /api/chats/search",
        f"GET {_MEETING}/messages",
        f"GET {_MEETING}/chat/search",
        f"GET {_MEETING}/chat/people",
        f"GET {_MEETING}/chat/export",
        f"GET {_MEETING}/files/{{file}}",
        f"GET {_MEETING}/files/{{file}}/preview",
    ),
    Scope.CHAT_WRITE: (
        f"POST {_MEETING}/messages",
        f"PATCH {_MEETING}/messages/{{message}}",
        f"DELETE {_MEETING}/messages/{{message}}",
        f"PUT {_MEETING}/messages/{{message}}/approval",
        f"PUT {_MEETING}/messages/{{message}}/reactions/{{emoji}}",
        f"DELETE {_MEETING}/messages/{{message}}/reactions/{{emoji}}",
        f"POST {_MEETING}/files",
        f"PUT {_MEETING}/files/{{file}}/preview",
        f"DELETE {_MEETING}/files/{{file}}",
        f"PATCH {_MEETING}/chat",
        f"PUT {_MEETING}/chat/pin",
        f"PUT {_MEETING}/chat/read",
        f"POST {_MEETING}/chat/typing",
    ),
    Scope.CALENDAR_READ: (
        "GET /api/agenda",
        "GET /api/plans/{plan}",
        "GET /api/plans/{plan}/file.ics",
        "GET /api/templates",
        "GET /api/templates/{template}",
        "GET /api/me/room",
    ),
    Scope.CALENDAR_WRITE: (
        "POST /api/plans",
        "PATCH /api/plans/{plan}",
        "POST /api/plans/{plan}/cancel",
        "PUT /api/plans/{plan}/invitees",
        "PUT /api/plans/{plan}/answer",
        "POST /api/me/feed",
        "POST /api/templates",
        "PATCH /api/templates/{template}",
        "DELETE /api/templates/{template}",
    ),
    Scope.ADMIN_READ: (
        "GET /api/admin/meetings",
        "GET /api/admin/reports",
        "GET /api/admin/activity",
        "GET /api/admin/activity.csv",
        "GET /api/admin/health",
        "GET /api/admin/settings",
        "GET /api/admin/settings/accent",
        "GET /api/admin/retention",
    ),
    Scope.ADMIN_WRITE: (
        "POST /api/admin/meetings/{meeting}/end",
        "DELETE /api/admin/reports/{report}",
        "PATCH /api/admin/settings",
        "PUT /api/admin/retention",
        "PUT /api/admin/settings/logo",
        "DELETE /api/admin/settings/logo",
    ),
}
SCOPES: dict[str, Scope | Reach] = {route: need for need, routes in _BY_SCOPE.items() for route in routes}
"""``METHOD path`` → what opens it."""


def demand_scope(route: str, held: Iterable[Scope]) -> None:
    """Pass, or raise.

    Args:
        route: ``METHOD path`` with the path's parameters in braces.
        held: scopes of the key that asks.

    Raises:
        ScopeMissing: the key does not open this route, or no key does.
    """
    need = SCOPES.get(route, Reach.NO_KEY)
    if need is Reach.NO_KEY:
        raise ScopeMissing("no key opens this call: sign in with a browser")
    if isinstance(need, Scope) and need not in held:
        raise ScopeMissing(f"this key lacks the scope {need}")
