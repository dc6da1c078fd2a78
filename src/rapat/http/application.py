"""The ASGI application: API, pages, and whatever routes the engine brings."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import Depends, FastAPI
from starlette.routing import BaseRoute

from rapat.http import (
    admin,
    backup,
    chat,
    directory,
    door,
    errors,
    files,
    floor,
    keys,
    mail,
    me,
    meetings,
    pages,
    people,
    plans,
    privacy,
    replies,
    rules,
    session,
    site,
    system,
    templates,
    trust,
)
from rapat.http.context import HttpContext, program
from rapat.http.openapi import DescribedApi
from rapat.http.repeats import Repeats
from rapat.http.security import ApiGuard, SecurityHeaders


def build(
    context: HttpContext,
    *,
    engine_routes: Sequence[BaseRoute],
    root: trust.TrustedRoot | None,
    ready: Callable[[], Awaitable[list[str]]],
    metrics: Callable[[], bytes],
    metrics_token: str,
) -> FastAPI:
    """Put the application together; nothing runs yet."""
    app = DescribedApi(
        title="Rapat",
        version=context.version,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[Depends(program)],
    )
    app.state.context = context
    errors.install(app)
    # First: a way is looked for in order, and a rush of joins would go through all of the API for each.
    app.router.routes.extend(engine_routes)
    app.include_router(system.router(ready, metrics, metrics_token))
    for router in (
        meetings.router,
        chat.router,
        chat.mine,
        files.router,
        people.router,
        floor.router,
        rules.router,
        door.router,
        session.router,
        me.router,
        keys.router,
        directory.router,
        plans.router,
        plans.feeds,
        replies.router,
        templates.router,
        admin.router,
        site.router,
        mail.router,
        privacy.router,
        backup.router,
    ):
        app.include_router(router)
    app.router.routes.extend(trust.routes(root))
    app.router.routes.extend(pages.routes())
    app.add_middleware(Repeats, context=context, creating=_creating(app))
    app.add_middleware(ApiGuard, context=context)
    app.add_middleware(SecurityHeaders)
    return app


def _creating(app: FastAPI) -> list[str]:
    """Paths of calls that make something; uploads know their repetitions themselves."""
    made = [
        path for path, calls in app.openapi()["paths"].items() if "201" in calls.get("post", {}).get("responses", {})
    ]
    return [path for path in made if not path.endswith("/files")]
