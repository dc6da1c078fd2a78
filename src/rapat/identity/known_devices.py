"""Browsers that have signed in to an account before, known by a signed cookie that outlives signing out.

Guesses from a known browser are counted by themselves: who guesses from the same network, or behind the same
proxy, cannot keep the account's owner waiting. The cookie proves nothing else; a stolen one only buys its own wait.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

PURPOSE = b"rapat known device 1"
TOKEN_MAX = 200
"""Characters; ours have about 90."""


class SignedDevices:
    """``ports_people.KnownDevices`` without a store."""

    def __init__(self, product_secret: str, new_secret: Callable[[], str]) -> None:
        self._key = hmac.new(product_secret.encode(), PURPOSE, hashlib.sha256).digest()
        self._new_secret = new_secret

    def remember(self, account: str) -> str:
        device = self._new_secret()
        return f"{device}.{self._proof(account, device)}"

    def recognise(self, account: str, token: str) -> str | None:
        device, _, proof = token.partition(".") if len(token) <= TOKEN_MAX else ("", "", "")
        fine = hmac.compare_digest(proof.encode(), self._proof(account, device).encode())
        return device if fine else None

    def _proof(self, account: str, device: str) -> str:
        digest = hmac.new(self._key, f"{account}\n{device}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
