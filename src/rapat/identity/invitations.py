"""Signed invitations as text: a JWT (HS256) under a key of its own, derived from the product's secret.

The derived key keeps the two kinds of tokens apart: an invitation is never an access token, nor the other way round.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from rapat.domain.ids import MeetingId
from rapat.domain.invitation import Invitation
from rapat.domain.roles import Role

ALGORITHM = "HS256"
PURPOSE = b"rapat invitation 1"
TEXT_MAX = 2_000
"""Characters; ours have about 300."""


class SignedInvitations:
    """``ports.Invitations`` without a store: what is signed is true until it expires."""

    def __init__(self, product_secret: str) -> None:
        self._key = OctKey.import_key(hmac.new(product_secret.encode(), PURPOSE, hashlib.sha256).digest())

    def write(self, invitation: Invitation) -> str:
        """The invitation as text that can stand in an address."""
        claims = {
            "jti": invitation.id,
            "meeting": invitation.meeting,
            "role": invitation.role.value,
            "name": invitation.name,
            "exp": int(invitation.expires_at.timestamp()),
        }
        body = json.dumps(claims, ensure_ascii=False).encode()
        return jws.serialize_compact({"alg": ALGORITHM}, body, self._key, algorithms=[ALGORITHM])

    def read(self, text: str) -> Invitation | None:
        """The invitation, expired or not; None = not signed by this server."""
        if len(text) > TEXT_MAX:
            return None
        try:
            body = jws.deserialize_compact(text, self._key, algorithms=[ALGORITHM]).payload
            claims: dict[str, Any] = json.loads(body)
            return Invitation(
                id=str(claims["jti"]),
                meeting=MeetingId(claims["meeting"]),
                role=Role(claims["role"]),
                name=str(claims["name"]),
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            )
        except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
            return None
