"""Requests that are sent twice and done once: what ``Idempotency-Key`` promises to programs.

An answer is kept sealed with the caller's own secret for a day. Refusals are not kept: they did nothing, and the
same request may pass the next time.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from rapat.domain.errors import Invalid, RepeatDiffers, RepeatRunning
from rapat.ports import Clock, Store
from rapat.ports_programs import Seal

KEY_MAX = 255
"""Characters of an idempotency key; a UUID has 36."""
LIFE = timedelta(hours=24)
"""How long an answer is kept: a program that has been down over night still asks in time."""
ANSWER_MAX = 512 * 1024
"""Bytes of an answer that is kept: a plan with a thousand invited people."""
KEPT_MAX = 20_000
"""Answers that are kept, the oldest forgotten first: about 10 MB, as most are below 500 bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes to the caller."""

    status: int
    type: str
    """Media type; empty = no body."""
    body: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request under an idempotency key."""

    id: str
    """Of caller and key together; tells neither."""
    secret: str
    """What its answer is sealed with; never kept."""
    fingerprint: str
    """The same for the same request."""


class RepeatService:
    """Knows which requests run, and the answers of those that are done. One for the whole process."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._running: set[str] = set()

    def request(self, caller: str, key: str, what: bytes) -> Request:
        """Name a request.

        Args:
            caller: the caller's secret (of its cookie or its API key).
            key: its ``Idempotency-Key``.
            what: method, path and body.

        Raises:
            Invalid: the key is no 1 to 255 visible ASCII characters.
        """
        if not (0 < len(key) <= KEY_MAX and key.isascii() and key.isprintable()):
            raise Invalid(f"Idempotency-Key: 1 to {KEY_MAX} visible ASCII characters")
        secret = f"{caller}\n{key}"
        return Request(hashlib.sha256(secret.encode()).hexdigest(), secret, hashlib.sha256(what).hexdigest())

    async def begin(self, request: Request) -> Answer | None:
        """The answer if this was done before; None = do it now, then ``end`` it whatever comes.

        Raises:
            RepeatDiffers: another request had this key; RepeatRunning: the first is not done yet.
        """
        if request.id in self._running:
            raise RepeatRunning("the first request with this Idempotency-Key is not done yet")
        self._running.add(request.id)
        try:
            kept = await self._kept(request)
        except BaseException:
            self._running.discard(request.id)
            raise
        if kept is not None:
            self._running.discard(request.id)
        return kept

    async def end(self, request: Request, answer: Answer | None) -> None:
        """The request is done; ``answer`` None = nothing to keep."""
        try:
            if answer is not None and len(answer.body) <= ANSWER_MAX:
                content = [request.fingerprint, answer.status, answer.type, answer.body]
                sealed = self._seal.shut(request.secret, json.dumps(content).encode())
                await self._store.kept_answers.put(request.id, sealed, self._clock.now())
        finally:
            self._running.discard(request.id)

    async def tend(self) -> None:
        """Forget answers whose time has come; called now and then."""
        await self._store.kept_answers.forget(self._clock.now() - LIFE, KEPT_MAX)

    async def _kept(self, request: Request) -> Answer | None:
        sealed = await self._store.kept_answers.find(request.id, self._clock.now() - LIFE)
        content = self._seal.open(request.secret, sealed) if sealed is not None else None
        if content is None:
            return None
        fingerprint, status, kind, body = json.loads(content)
        if fingerprint != request.fingerprint:
            raise RepeatDiffers("another request was sent with this Idempotency-Key; choose a fresh one")
        return Answer(status, kind, body)
