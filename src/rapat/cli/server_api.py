"""Calls LiveKit's server API of the running server on this machine, with the product's own key."""

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey

from rapat.cli.failing import Failure
from rapat.cli.options import with_store
from rapat.config import Settings
from rapat.identity.api_keys import product_key
from rapat.storage.store import SqlStore
from rapat.telemetry.clock import SystemClock

TOKEN_SECONDS = 60
TIMEOUT_SECONDS = 5


def call(chosen: Settings, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call ``RoomService/<method>``.

    Raises:
        Failure: the server does not run here, or refuses.
    """
    scheme = "http" if chosen.dev else "https"
    request = urllib.request.Request(  # noqa: S310 - always our own address
        f"{scheme}://127.0.0.1:{chosen.listen_port}/twirp/livekit.RoomService/{method}",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {_token(chosen, body)}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=_context(chosen)) as answer:  # noqa: S310
            result: dict[str, Any] = json.loads(answer.read())
            return result
    except urllib.error.HTTPError as error:
        raise Failure(f"the server refused: {error.code}", "is --data the directory of the running server?") from error
    except (OSError, ValueError) as error:
        raise Failure(
            f"no server answers on port {chosen.listen_port} of this machine",
            "start it (rapat serve), or name its --port",
        ) from error


def _token(chosen: Settings, body: dict[str, Any]) -> str:
    async def key(store: SqlStore) -> tuple[str, str]:
        found = await product_key(store, SystemClock())
        return found.key, found.secret

    name, secret = with_store(chosen, key)
    now = int(SystemClock().now().timestamp())
    video = {"roomList": True, "roomCreate": True, "roomAdmin": True, "room": body.get("room", "")}
    claims = {"iss": name, "sub": "rapat-cli", "nbf": now - 10, "exp": now + TOKEN_SECONDS, "video": video}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def _context(chosen: Settings) -> ssl.SSLContext | None:
    if chosen.dev:
        return None
    authority = chosen.certificates / "ca.crt"
    return ssl.create_default_context(cafile=str(authority) if authority.exists() else None)
