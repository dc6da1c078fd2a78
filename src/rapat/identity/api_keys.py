"""Keys of LiveKit's server API: the product's own, the operator's, and the well-known pair of ``--dev``."""

import secrets
from collections.abc import Iterable

from rapat.ports import ApiKey, Clock, Store

PRODUCT_LABEL = "rapat (product)"
"""The key with which the product signs its own tokens; made on the first start."""
DEV_KEY, DEV_SECRET = "devkey", "secret"
"""LiveKit's convention for development servers; accepted with ``--dev`` alone, on loopback."""
KEY_BYTES, SECRET_BYTES = 9, 32


def new_api_key(label: str, clock: Clock) -> ApiKey:
    """A key that nobody has."""
    key = "RK" + secrets.token_urlsafe(KEY_BYTES).replace("-", "x").replace("_", "y")
    return ApiKey(key, secrets.token_urlsafe(SECRET_BYTES), label, clock.now())


class KeyRing:
    """Keys in force, in memory, as tokens ask for them at every join."""

    def __init__(self, *, dev: bool) -> None:
        self._always = {DEV_KEY: DEV_SECRET} if dev else {}
        self._secrets = dict(self._always)

    def load(self, keys: Iterable[ApiKey]) -> None:
        """Take over what the store now has."""
        self._secrets = {**self._always, **{key.key: key.secret for key in keys}}

    def secret(self, key: str) -> str | None:
        """The secret of a key; None = not in force."""
        return self._secrets.get(key)


async def product_key(store: Store, clock: Clock) -> ApiKey:
    """The product's own key; made if this is the first start."""
    for key in await store.api_keys.all():
        if key.label == PRODUCT_LABEL:
            return key
    made = new_api_key(PRODUCT_LABEL, clock)
    await store.api_keys.add(made)
    return made
