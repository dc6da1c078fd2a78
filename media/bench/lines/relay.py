"""Joins a listener's namespace to the server: what its client sends to a port of 127.0.0.1 there reaches the same
port here, through a bad line. Belongs to the event loop it is made on.

The two sockets at the listener's end were opened inside its namespace and handed over; nothing has to be routed.
Datagrams are lost, late or squeezed. Signalling (TCP) is only late: a lost segment of it would be sent again.
"""

import asyncio
import socket
from contextlib import suppress

from lines.line import Line

DATAGRAM_MAX = 2048
"""Bytes; WebRTC stays below an Ethernet frame."""
READS = 64
"""Datagrams of one turn, so that one line cannot starve the others."""
CHUNK = 65_536
"""Bytes of signalling that are passed on at a time."""
BUFFER = 1 << 20
"""Kernel buffer of each socket: a key frame waits here while Python is elsewhere."""

Address = tuple[str, int]


class Relay:
    """Forwards until it is closed."""

    def __init__(self, datagrams: socket.socket, calls: socket.socket, server: Address, up: Line, down: Line) -> None:
        """``datagrams`` and ``calls`` (listening) lie at the listener's end."""
        self._loop = asyncio.get_running_loop()
        self._far, self._calls, self._server = datagrams, calls, server
        self._up, self.down = up, down
        self._near: dict[Address, socket.socket] = {}
        self._pumps: set[asyncio.Task[None]] = set()
        self._acceptor: asyncio.Server | None = None

    async def open(self) -> None:
        """Begins to forward."""
        _prepare(self._far)
        self._loop.add_reader(self._far, self._from_listener)
        self._acceptor = await asyncio.start_server(self._on_call, sock=self._calls)

    def close(self) -> None:
        """Ends everything that is under way."""
        self._loop.remove_reader(self._far)
        for near in self._near.values():
            self._loop.remove_reader(near)
            near.close()
        self._far.close()
        for pump in self._pumps:
            pump.cancel()
        if self._acceptor:
            self._acceptor.close()

    def _from_listener(self) -> None:
        for _ in range(READS):
            try:
                data, client = self._far.recvfrom(DATAGRAM_MAX)
            except OSError:
                return
            near = self._near.get(client) or self._open_near(client)
            self._pass(self._up, data, near, None)

    def _open_near(self, client: Address) -> socket.socket:
        near = socket.socket(type=socket.SOCK_DGRAM)
        near.connect(self._server)
        _prepare(near)
        self._near[client] = near
        self._loop.add_reader(near, self._from_server, near, client)
        return near

    def _from_server(self, near: socket.socket, client: Address) -> None:
        for _ in range(READS):
            try:
                data = near.recv(DATAGRAM_MAX)
            except OSError:
                return
            self._pass(self.down, data, self._far, client)

    def _pass(self, line: Line, data: bytes, out: socket.socket, to: Address | None) -> None:
        now = self._loop.time()
        arrival = line.arrival(len(data), now)
        if arrival is None:
            return
        if arrival <= now:
            _send(out, data, to)
        else:
            self._loop.call_at(arrival, _send, out, data, to)

    async def _on_call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self._server)
        for source, sink, line in ((reader, there_writer, self._up), (there_reader, writer, self.down)):
            pump = asyncio.create_task(_pump(source, sink, line))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)


def _prepare(datagrams: socket.socket) -> None:
    datagrams.setblocking(False)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        datagrams.setsockopt(socket.SOL_SOCKET, option, BUFFER)


def _send(out: socket.socket, data: bytes, to: Address | None) -> None:
    with suppress(OSError):  # closed meanwhile, or the buffer is full: a line loses
        if to is None:
            out.send(data)
        else:
            out.sendto(data, to)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: Line) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(CHUNK):
            await asyncio.sleep(line.quality.delay_s)
            sink.write(chunk)
            await sink.drain()
    sink.close()
