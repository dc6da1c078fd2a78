"""The embedded engine alone behind uvicorn, for SDK tests: no product, key ``devkey``, secret ``secret``.

Run it with ``python -m tests.system.engine_server PORT WORKERS``; media uses UDP of the same number. With more
than one worker every participant of a room is on another one than the one before. ``/counters`` tells.
"""

import asyncio
import os
import signal
import sys

# Read by ``websockets`` when it is imported: its 8 kB for a request line is less than a join_request may need.
os.environ.setdefault("WEBSOCKETS_MAX_LINE_LENGTH", "65536")

import rapat_sfu
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from rapat.engine.embedded.engine import EmbeddedSettings, build_embedded_engine
from rapat.telemetry.clock import SystemClock


async def serve(port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    core = rapat_sfu.Engine(port=port, bind=["127.0.0.1"], workers=workers, room_peers=1)
    engine = build_embedded_engine(
        EmbeddedSettings(signing_key="devkey", allow_simulation=True),
        clock=SystemClock(),
        api_keys={"devkey": "secret"}.get,
        core=core,
    )
    home = Route("/", lambda request: PlainTextResponse("OK"), methods=["GET", "HEAD"])
    counters = Route("/counters", lambda request: JSONResponse({**core.stats(), "workers": workers}))
    app = Starlette(routes=[home, counters, *engine.routes])
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, ws="websockets-sansio", ws_max_size=2 * 1024 * 1024, log_level="warning"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    await engine.start()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = asyncio.create_task(server.serve())
    await stopping.wait()
    await engine.stop()
    server.should_exit = True
    await serving


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
