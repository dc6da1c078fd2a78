"""The API's description, and the server held to it: every operation, as everybody, with what schemathesis invents.

``RAPAT_OPENAPI_EXAMPLES=100`` invents more than the few that every run of the tests has time for.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from rapat.http.refusals import REFUSALS
from tests.conftest import StillClock
from tests.http.server import HttpServer, http_server
from tests.http.world import CALLERS, Scene, World

EXAMPLES = int(os.environ.get("RAPAT_OPENAPI_EXAMPLES", "4"))
"""Requests invented for each operation and kind, each sent as every caller: more find more and take longer."""
COSTLY = {"POST /api/admin/backup": 1}
"""Calls that take a second of work by design, as guesses of a passphrase must: requests invented for each."""
SEED = 20261123
STEPS = 12
"""Calls of one walk along the links: making something and every call about it, with room for refusals."""
LINKED = {
    "meetings": r"^/api/meetings(/[^/]+(/join|/messages|/end)?)?$",
    "people": r"^/api/people(/[^/]+(/link)?)?$",
    "plans": r"^/api/plans(/[^/]+(/invitees|/file.ics)?)?$",
    "keys": r"^/api/me/keys(/[^/]+)?$",
}
"""Subject → the paths of the calls that have links, and of those that links lead to."""
TRIES = 10
"""Seeds tried at most until a walk came to what it had made: nearly every one does, and none has to."""
INVENTING = settings(
    database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def schema(world: tuple[World, BlockingPortal]) -> OpenApiSchema:
    """The description, as schemathesis reads it."""
    return schemathesis.openapi.from_dict(world[0].server.app.openapi())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, BlockingPortal]]:
    """The site on a loop of its own, as what invents requests is not asynchronous."""
    folder = tmp_path_factory.mktemp("openapi")
    with start_blocking_portal() as portal, _server(portal, folder) as server:
        made = World(server)
        portal.call(made.settle)
        yield made, portal


@contextmanager
def _server(portal: BlockingPortal, folder: Path) -> Iterator[HttpServer]:
    folder.mkdir(exist_ok=True)
    with portal.wrap_async_context_manager(http_server(folder, StillClock(), folder / "rapat.db")) as server:
        yield server


def test_every_route_has_its_refusals_a_summary_and_answers(world: tuple[World, BlockingPortal]) -> None:
    document = world[0].server.app.openapi()
    calls = {
        f"{method.upper()} {path}": call for path, calls in document["paths"].items() for method, call in calls.items()
    }
    assert set(calls) == set(REFUSALS)
    for route, call in calls.items():
        assert call["summary"], route
        for status, answer in call["responses"].items():
            if int(status) >= 400 and "/api/" in route:
                content = answer["content"]["application/problem+json"]
                schema = {**content["schema"], "components": document["components"]}
                for code in content["examples"]:
                    jsonschema_rs.validate(schema, document["components"]["examples"][code]["value"])


def test_every_example_fits_its_schema(world: tuple[World, BlockingPortal]) -> None:
    document = world[0].server.app.openapi()
    for name, schema in document["components"]["schemas"].items():
        for example in schema["examples"]:
            assert jsonschema_rs.is_valid({**schema, "components": document["components"]}, example), name


def test_the_box_serves_the_description_itself(world: tuple[World, BlockingPortal]) -> None:
    site, portal = world

    async def fetch() -> httpx2.Response:
        return await (await site.server.browser()).client.get("/api/openapi.json")

    served = portal.call(fetch).json()
    assert served == site.server.app.openapi()
    assert served["openapi"].startswith("3.1")
    assert {"key", "session"} == set(served["components"]["securitySchemes"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("route", sorted(REFUSALS))
def test_the_server_keeps_to_its_description(
    route: str, world: tuple[World, BlockingPortal], schema: OpenApiSchema
) -> None:
    site, portal = world
    method, path = route.split(" ")
    operation = schema[path][method]
    scene = portal.call(site.scene)
    wrong = any(part["in"] != "path" for part in operation.definition.raw.get("parameters", ()))
    wrong = wrong or "application/json" in operation.definition.raw.get("requestBody", {}).get("content", {})
    for kind in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if wrong else (GenerationMode.POSITIVE,):
        drive(world, scene, operation.as_strategy(kind), COSTLY.get(route, EXAMPLES))


def drive(world: tuple[World, BlockingPortal], scene: Scene, cases: st.SearchStrategy[Case], examples: int) -> None:
    """Send each of these requests as everybody; most are about things that are there."""
    site, portal = world

    @seed(SEED)
    @settings(INVENTING, max_examples=examples)
    @given(case=cases, choice=st.integers(0, 99))
    def send(case: Case, choice: int) -> None:
        if choice % 4:
            scene.aim(case, choice)
        for caller in CALLERS:
            answer = portal.call(site.send, case, scene.headers[caller])
            case.validate_response(answer, checks=CHECKS)

    send()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("subject", LINKED)
def test_what_was_made_can_be_gone_on_with(
    subject: str, world: tuple[World, BlockingPortal], schema: OpenApiSchema, tmp_path: Path
) -> None:
    portal = world[1]
    reached: set[str] = set()
    linked = schema.include(path_regex=LINKED[subject]).exclude(path="/api/people/import")
    folders = (tmp_path / str(number) for number in itertools.count())

    class Walk(linked.as_state_machine()):  # type: ignore[misc]
        """Follows the links of the description, as the owner.

        Each walk has a site of its own: what one left behind would answer the next otherwise than it did the first
        time, and hypothesis, which repeats the beginnings of walks, gives up on answers that change.
        """

        def setup(self) -> None:
            super().setup()
            with ExitStack() as opened:
                self.site = World(opened.enter_context(_server(portal, next(folders))))
                portal.call(self.site.settle)
                self.owner = portal.call(self.site.scene).headers["owner"]
                self.opened = opened.pop_all()

        def teardown(self) -> None:
            self.opened.close()
            super().teardown()

        def call(self, case: Case, **_: object) -> Response:
            answer = Response.from_any(portal.call(self.site.send, case, self.owner))
            if case.path_parameters and answer.status_code < 300:
                reached.add(case.operation.path)
            return answer

        def validate_response(self, response: Response, case: Case, **_: object) -> None:
            case.validate_response(response, checks=CHECKS)

    for number in range(TRIES):
        seed(SEED + number)(Walk).run(settings=settings(INVENTING, max_examples=EXAMPLES, stateful_step_count=STEPS))
        if reached:
            return
    pytest.fail(f"no walk came to one of the {subject} that it had made")
