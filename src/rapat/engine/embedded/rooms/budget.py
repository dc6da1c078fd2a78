"""How much data one participant may send through the server: a token bucket of messages and one of bytes."""

MESSAGES_PER_SECOND = 2_000
BURST_MESSAGES = 4_000
"""A file at full speed is 700 chunks of 15 kB a second on a fast line."""
BYTES_PER_SECOND = 10_000_000
BURST_BYTES = 20_000_000
"""Each byte is sent to everybody else, so a room of fifty turns this into 4 Gbit/s at the very worst."""


class DataBudget:
    """Refilled by time, spent by messages."""

    def __init__(self, now: float) -> None:
        self._at = now
        self._messages = float(BURST_MESSAGES)
        self._bytes = float(BURST_BYTES)

    def spend(self, size: int, now: float) -> bool:
        """True if a message of this size may pass; False = drop it."""
        elapsed, self._at = max(0.0, now - self._at), now
        self._messages = min(BURST_MESSAGES, self._messages + elapsed * MESSAGES_PER_SECOND)
        self._bytes = min(BURST_BYTES, self._bytes + elapsed * BYTES_PER_SECOND)
        if self._messages < 1 or self._bytes < size:
            return False
        self._messages -= 1
        self._bytes -= size
        return True
