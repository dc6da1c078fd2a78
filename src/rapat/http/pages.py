"""The browser app's files. Built by ``make setup`` from ``web/``; compressed there, so that nothing is compressed here."""

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

ASSETS = Path(__file__).parent / "assets"
FOREVER = "public, max-age=31536000, immutable"
"""For files whose name holds the hash of their content."""
ALWAYS_ASK = "no-cache"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""Best first: what a browser may accept, and the suffix of the prebuilt file."""
CORS = {"Access-Control-Allow-Origin": "*"}
"""LiveKit's clients send a HEAD to ``/`` of a server on another origin."""
NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>Rapat</title>
<p style="font:1.1rem system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem">The browser app has not been built yet.
Run <code>make setup</code> in the source folder, then reload this page. The server itself works.</p>"""


def routes(assets: Path = ASSETS) -> list[BaseRoute]:
    """``/``, ``/m/{id}`` and every built file; nothing outside ``assets`` can be asked for."""
    built = (
        {path.relative_to(assets).as_posix(): path for path in assets.rglob("*") if path.is_file()}
        if assets.is_dir()
        else {}
    )

    async def app(request: Request) -> Response:
        page = built.get("index.html")
        if page is None:
            return HTMLResponse(NOT_BUILT, 503, CORS)
        return _file(request, built, "index.html", {"Cache-Control": ALWAYS_ASK, **CORS})

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in built or name.endswith((".br", ".gz")):
            return Response(status_code=404)
        return _file(request, built, name, {"Cache-Control": FOREVER if name.startswith("assets/") else ALWAYS_ASK})

    return [
        Route("/", app, methods=["GET", "HEAD"]),
        Route("/m/{meeting}", app, methods=["GET", "HEAD"]),
        Route("/{name:path}", asset, methods=["GET", "HEAD"]),
    ]


def _file(request: Request, built: dict[str, Path], name: str, headers: dict[str, str]) -> Response:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    headers = {**headers, "Vary": "Accept-Encoding"}
    for encoding, suffix in ENCODINGS:
        if encoding in accepted and name + suffix in built:
            return FileResponse(
                built[name + suffix], media_type=kind, headers={**headers, "Content-Encoding": encoding}
            )
    return FileResponse(built[name], media_type=kind, headers=headers)
