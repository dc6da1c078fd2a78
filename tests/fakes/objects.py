"""An object store in a thread of this process: what S3 answers to keeping, asking for, giving and deleting an object.

It looks at no signature beyond whose it is said to be: the real library signs, and the real S3 would check.
"""

import contextlib
import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BUCKET = "meetings"
KEY = "somebody"
_NAMED = re.compile(r"<Key>([^<]+)</Key>")
_MISSING = b"<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>"
_FORBIDDEN = b"<Error><Code>AccessDenied</Code><Message>who is it?</Message></Error>"


@dataclass
class ObjectServer:
    """A running one."""

    port: int
    objects: dict[str, bytes] = field(default_factory=dict)
    """By their path."""
    away: bool = False
    """Every line breaks without an answer."""

    @property
    def environment(self) -> dict[str, str]:
        """By which our store finds it."""
        return {
            "AWS_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": "something",
        }


@contextlib.contextmanager
def object_server() -> Iterator[ObjectServer]:
    """An empty object store until the block ends."""
    shown = ObjectServer(0)

    class Handler(_Handler):
        shelf = shown

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shown.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: ObjectServer

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self._known():
            self.shelf.objects[self.path] = content
            self._answer(200)

    def do_GET(self) -> None:
        if not self._known():
            return
        content = self.shelf.objects.get(self.path)
        self._answer(404, _MISSING) if content is None else self._answer(200, content)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Several deleted at once; one that is not there is deleted too."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._known():
            return
        names = _NAMED.findall(asked.decode())
        for name in names:
            self.shelf.objects.pop(f"/{BUCKET}/{name}", None)
        deleted = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test is silent."""

    def _known(self) -> bool:
        """Whether it is to be answered: it is refused when it does not say who asks."""
        if self.shelf.away:
            self.close_connection = True
            return False
        known = f"Credential={KEY}/" in self.headers.get("Authorization", "")
        if not known:
            self._answer(403, _FORBIDDEN)
        return known

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Mon, 02 Nov 2026 09:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
