"""Values that one of the databases cannot keep or compare are refused or find nothing; they break nothing."""

import pytest
from sqlalchemy.exc import DataError

from rapat.domain.people import SiteRole
from rapat.http.errors import answer_as_invalid
from tests.http.accounts import account, signed_in
from tests.http.server import HttpServer
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
ZERO = "a\x00b"
ASKED = (
    ("GET", "/api/people?q=%00", None),
    ("GET", "/api/meetings/%00", None),
    ("GET", "/api/meetings/{meeting}/messages?before=9223372036854775807", None),
    ("GET", "/api/meetings/{meeting}/chat/search?q=%00a", None),
    ("GET", "/api/meetings/{meeting}/files/%00", None),
    ("GET", "/api/plans/%00", None),
    ("GET", "/api/admin/activity?before=%00", None),
    ("PATCH", "/api/people/%00", {"name": "X"}),
    ("POST", "/api/meetings", {"title": ZERO}),
    ("POST", "/api/meetings/{meeting}/messages", {"text": ZERO, "id": ZERO}),
    ("POST", "/api/meetings/{meeting}/join", {"name": ZERO, "invitation": ZERO, "pin": ZERO}),
    ("POST", "/api/plans", {"title": ZERO, "agenda": ZERO, "starts": "2027-03-01T09:00", "minutes": 30, "zone": "UTC"}),
    ("POST", "/api/people", {"email": f"{ZERO}@example.org", "name": ZERO}),
    ("PUT", "/api/me/password", {"old": ZERO, "new": ZERO}),
)


async def test_odd_values_are_refused_or_kept_without_what_is_odd(server: HttpServer) -> None:
    answer_as_invalid(server.app, DataError)
    owner = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    meeting = await server.meeting(owner)
    for method, path, body in ASKED:
        answer = await owner.send(method, path.format(meeting=meeting), body)
        assert answer.status_code < 500, (method, path, answer.text)
        assert ZERO not in answer.text
