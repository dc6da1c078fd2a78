"""A database that goes away and comes back: whoever asks meanwhile is told to try again; nothing needs a restart."""

import pytest
from sqlalchemy.exc import OperationalError

from rapat.http.errors import answer_as_away
from tests.http.server import HttpServer
from tests.storage.postgres import PostgresServer

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_requests_are_told_to_try_again_until_the_database_is_back(
    server: HttpServer, postgres: PostgresServer, place: str
) -> None:
    answer_as_away(server.app, OperationalError)
    host, store = await server.browser(), server.behind.store
    meeting = await server.meeting(host)
    postgres.let_in(place, False)
    assert not await store.healthy()
    for path in (f"/api/meetings/{meeting}", f"/api/meetings/{meeting}/messages"):
        answer = await host.send("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_away")
        assert int(answer.headers["retry-after"]) > 0
    postgres.let_in(place, True)
    assert await store.healthy()
    assert (await host.send("GET", f"/api/meetings/{meeting}")).status_code == 200
