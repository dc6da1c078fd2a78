"""The browser app's files. Built by ``make setup`` from ``web/``, and compressed there: nothing is compressed here."""

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from rapat.http.errors import problem

ASSETS = Path(__file__).parent / "assets"
FOREVER = "public, max-age=31536000, immutable"
"""For files whose name holds the hash of their content."""
ALWAYS_ASK = "no-cache"
APP_PATHS = (
    "/",
    "/m/{meeting}",
    "/m/{meeting}/chat",
    "/chats",
    "/sign-in",
    "/forgotten",
    "/welcome",
    "/profile",
    "/people",
    "/calendar",
    "/answer",
    "/admin",
    "/admin/{section}",
)
"""Addresses of screens (``web/src/routes.tsx``); elsewhere the app says, with 404, that nothing is there."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""Best first: what a browser may accept, and the suffix of the prebuilt file."""
KINDS = {".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".js": "text/javascript"}
"""Types that a machine's own table may lack or have otherwise."""
CORS = {"Access-Control-Allow-Origin": "*"}
"""LiveKit's clients send a HEAD to ``/`` of a server on another origin."""
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Rapat</title>
<h1>The browser app has not been built yet</h1>
<p>Run <code>make setup</code> in the source folder, then reload this page. The server itself works.</p></html>"""


class BuiltApp:
    """The files of one build. Only they can be asked for: a name is looked up, never joined to a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.html"
        self._made = 0
        self._files: dict[str, Path] = {}

    def files(self) -> dict[str, Path]:
        """Name → file; looked at again when a new build has replaced ``index.html``."""
        try:
            made = self._index.stat().st_mtime_ns
        except OSError:
            return {}
        if made != self._made:
            found = (path for path in self._folder.rglob("*") if path.is_file())
            names = {path.relative_to(self._folder).as_posix(): path for path in found}
            self._files = {name: path for name, path in names.items() if not name.startswith(".")}
            self._made = made
        return self._files

    def answer(self, request: Request, name: str, headers: dict[str, str], status: int = 200) -> Response | None:
        """The file in the best form that the browser takes, under ``status``; None = there is no such file."""
        files = self.files()
        if name not in files or name.endswith(tuple(suffix for _, suffix in ENCODINGS)):
            return None
        kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {**headers, "Vary": "Accept-Encoding"}
        accepted = _accepted(request.headers.get("accept-encoding", ""))
        for encoding, suffix in ENCODINGS:
            if encoding in accepted and name + suffix in files:
                encoded = {**headers, "Content-Encoding": encoding}
                return FileResponse(files[name + suffix], status, media_type=kind, headers=encoded)
        return FileResponse(files[name], status, media_type=kind, headers=headers)


def routes(assets: Path = ASSETS) -> list[BaseRoute]:
    """The app at its addresses, and every built file."""
    built = BuiltApp(assets)

    async def app(request: Request) -> Response:
        page = built.answer(request, "index.html", {"Cache-Control": ALWAYS_ASK, **CORS})
        return page or HTMLResponse(NOT_BUILT, 503, CORS)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        life = FOREVER if name.startswith("assets/") else ALWAYS_ASK
        found = built.answer(request, name, {"Cache-Control": life})
        return found or lost(request) or problem(404, "not_found", "nothing is here")

    def lost(request: Request) -> Response | None:
        """For a person before a browser: the app says in words that nothing is here. Programs do not ask for HTML."""
        if "text/html" not in request.headers.get("accept", ""):
            return None
        return built.answer(request, "index.html", {"Cache-Control": ALWAYS_ASK}, status=404)

    return [
        *(Route(path, app, methods=["GET", "HEAD"]) for path in APP_PATHS),
        Route("/{name:path}", asset, methods=["GET", "HEAD"]),
    ]


def _accepted(header: str) -> set[str]:
    """Encodings of an ``Accept-Encoding`` that are not refused with ``q=0`` (RFC 9110 §12.5.3)."""
    accepted = set()
    for part in header.split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        if weight.rstrip("0").rstrip(".") != "" or not parameters:
            accepted.add(name.strip().lower())
    return accepted
