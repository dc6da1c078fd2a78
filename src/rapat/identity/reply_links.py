"""Links by which the invited answer without an account: a JWT (HS256) under a key of its own.

The key is derived from the product's secret, as that of invitations is: neither is ever taken for the other. A link
does not expire by itself: whether its plan still invites the address is looked up whenever it is used.
"""

import hashlib
import hmac
import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from rapat.domain.calendar.plan import PlanId

ALGORITHM = "HS256"
PURPOSE = b"rapat reply 1"
TEXT_MAX = 1_000
"""Characters; ours have about 200, with the longest address about 550."""


class SignedReplyLinks:
    """``ports_calendar.ReplyLinks`` without a store."""

    def __init__(self, product_secret: str) -> None:
        self._key = OctKey.import_key(hmac.new(product_secret.encode(), PURPOSE, hashlib.sha256).digest())

    def write(self, plan: PlanId, address: str) -> str:
        """The right to answer for an address, as text that can stand in a link."""
        body = json.dumps({"plan": plan, "address": address}, ensure_ascii=False).encode()
        return jws.serialize_compact({"alg": ALGORITHM}, body, self._key, algorithms=[ALGORITHM])

    def read(self, text: str) -> tuple[PlanId, str] | None:
        """Plan and address; None = not signed by this server."""
        if len(text) > TEXT_MAX:
            return None
        try:
            claims: dict[str, Any] = json.loads(
                jws.deserialize_compact(text, self._key, algorithms=[ALGORITHM]).payload
            )
            return PlanId(str(claims["plan"])), str(claims["address"])
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
            return None
