"""LiveKit access tokens: JWTs signed with HS256 by an API key's secret (``auth/grants.go`` of livekit/protocol).

Only HS256 is ever accepted, whatever the header says. ``joserfc`` verifies; what the claims mean is
read here, strictly: a claim of the wrong type refuses the token.
"""

import base64
import json
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OctKey

from rapat.engine.embedded.limits import MAX_IDENTITY, MAX_ROOM_NAME
from rapat.engine.embedded.rooms.grants import KINDS, NAMES_BY_SOURCE, SOURCES_BY_NAME, AccessGrants, Permissions
from rapat.ports import Clock, TokenGrant

ALGORITHM = "HS256"
LEEWAY_SECONDS = 60
"""Clocks of token makers may be this wrong."""
MAX_TOKEN_LENGTH = 300 * 1024
"""Characters; metadata and attributes at their limits, base64, twice over."""
MIN_REFRESH_SECONDS = 600
"""A refreshed token lasts at least this long: it must survive a reconnect."""

NO_SOURCE = -1
"""Stands for a source name that we do not know."""

SecretOf = Callable[[str], str | None]
"""API key → secret; None = unknown key."""


class TokenRefused(Exception):
    """The token is not good; the text says why, without quoting it."""


class Tokens:
    """Verifies, mints and refreshes."""

    def __init__(self, secret_of: SecretOf, clock: Clock) -> None:
        self._secret_of = secret_of
        self._clock = clock

    def verify(self, token: str) -> AccessGrants:
        """The grants of a good token.

        Raises:
            TokenRefused: not a JWT, another algorithm, unknown key, wrong signature, expired, not yet valid,
                or claims of the wrong shape.
        """
        if len(token) > MAX_TOKEN_LENGTH:
            raise TokenRefused("the token is too long")
        claims = self._verified_claims(token)
        self._check_times(claims)
        try:
            return _read_grants(claims)
        except (TypeError, ValueError) as error:
            raise TokenRefused("the token's claims are malformed") from error

    def mint(self, grant: TokenGrant, api_key: str) -> str:
        """A token for one room, signed by ``api_key``; raises ``TokenRefused`` when that key is unknown."""
        video: dict[str, Any] = {
            "room": grant.room,
            "roomJoin": True,
            "canPublish": grant.can_publish,
            "canSubscribe": grant.can_subscribe,
            "canPublishData": grant.can_publish_data,
        }
        if grant.can_publish_sources:
            video["canPublishSources"] = list(grant.can_publish_sources)
        claims: dict[str, Any] = {"sub": grant.identity, "name": grant.name, "video": video}
        if grant.metadata:
            claims["metadata"] = grant.metadata
        if grant.attributes:
            claims["attributes"] = dict(grant.attributes)
        return self._sign(claims, api_key, int(grant.ttl.total_seconds()))

    def refresh(self, grants: AccessGrants) -> str:
        """The same grants with a later expiry, for a client that may have to reconnect."""
        permissions = grants.permissions
        video: dict[str, Any] = {
            "room": grants.room,
            "roomJoin": True,
            "roomAdmin": grants.room_admin,
            "canPublish": permissions.can_publish,
            "canSubscribe": permissions.can_subscribe,
            "canPublishData": permissions.can_publish_data,
            "canUpdateOwnMetadata": permissions.can_update_metadata,
            "hidden": permissions.hidden,
            "recorder": permissions.recorder,
            "agent": permissions.agent,
        }
        if permissions.sources:
            names = [NAMES_BY_SOURCE[source] for source in permissions.sources if source in NAMES_BY_SOURCE]
            video["canPublishSources"] = sorted(names)
        claims: dict[str, Any] = {"sub": grants.identity, "name": grants.name, "kind": grants.kind, "video": video}
        if grants.metadata:
            claims["metadata"] = grants.metadata
        if grants.attributes:
            claims["attributes"] = dict(grants.attributes)
        remaining = grants.expires_at - self._now()
        return self._sign(claims, grants.api_key, max(MIN_REFRESH_SECONDS, remaining))

    def _sign(self, claims: dict[str, Any], api_key: str, ttl_seconds: int) -> str:
        secret = self._secret_of(api_key)
        if secret is None:
            raise TokenRefused("the signing API key is unknown")
        now = self._now()
        claims |= {"iss": api_key, "nbf": now, "exp": now + ttl_seconds}
        return jwt.encode({"alg": ALGORITHM}, claims, _key(secret), algorithms=[ALGORITHM])

    def _verified_claims(self, token: str) -> Mapping[str, Any]:
        try:
            # The issuer names the key, so it is read before it is trusted; the signature then proves it.
            unverified = _peek_issuer(token)
            secret = self._secret_of(unverified)
            if secret is None:
                raise TokenRefused("the token's API key is unknown")
            claims = jwt.decode(token, _key(secret), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, UnicodeError) as error:
            raise TokenRefused("the token is not valid") from error
        if claims.get("iss") != unverified:
            raise TokenRefused("the token is not valid")
        return claims

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._now()
        expires, not_before = _number(claims.get("exp")), _number(claims.get("nbf", 0))
        if expires is None or not_before is None:
            raise TokenRefused("the token has no expiry")
        if now > expires + LEEWAY_SECONDS:
            raise TokenRefused("the token has expired")
        if now < not_before - LEEWAY_SECONDS:
            raise TokenRefused("the token is not valid yet")

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def overruled(grants: AccessGrants, now: TokenGrant) -> AccessGrants:
    """The grants of a token, with what its owner may do and is called from the product's latest word."""
    sources = frozenset(int(SOURCES_BY_NAME[name]) for name in now.can_publish_sources)
    permissions = replace(
        grants.permissions,
        can_publish=now.can_publish,
        can_subscribe=now.can_subscribe,
        can_publish_data=now.can_publish_data,
        sources=sources,
    )
    return replace(grants, name=now.name, attributes=now.attributes, permissions=permissions)


def current_grants(
    grants: AccessGrants, *, name: str, metadata: str, attributes: Mapping[str, str], permissions: Permissions
) -> AccessGrants:
    """The grants as they are now, after changes in the room."""
    return replace(grants, name=name, metadata=metadata, attributes=attributes, permissions=permissions)


def _key(secret: str) -> OctKey:
    with warnings.catch_warnings():
        # Whether a short secret is acceptable was decided by whoever keeps the keys: LiveKit's own
        # development secret has six letters.
        warnings.simplefilter("ignore", SecurityWarning)
        return OctKey.import_key(secret)


def _peek_issuer(token: str) -> str:
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("not a JWT")
    payload = parts[1] + "=" * (-len(parts[1]) % 4)
    claims = json.loads(base64.urlsafe_b64decode(payload))
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(issuer, str) or not issuer:
        raise ValueError("no issuer")
    return issuer


def _read_grants(claims: Mapping[str, Any]) -> AccessGrants:
    video = _mapping(claims.get("video"))
    identity = _text(claims.get("sub")) or _text(claims.get("jti"))
    kind = _text(claims.get("kind")) or "standard"
    return AccessGrants(
        api_key=_text(claims.get("iss")),
        identity=identity,
        name=_text(claims.get("name")),
        kind=kind if kind in KINDS else "standard",
        metadata=_text(claims.get("metadata")),
        attributes={_text(key): _text(value) for key, value in _mapping(claims.get("attributes")).items()},
        room=_text(video.get("room")),
        room_join=_flag(video, "roomJoin"),
        room_create=_flag(video, "roomCreate"),
        room_list=_flag(video, "roomList"),
        room_admin=_flag(video, "roomAdmin"),
        permissions=_read_permissions(video),
        issued_at=int(claims.get("nbf", 0)),
        expires_at=int(claims["exp"]),
    )


def _read_permissions(video: Mapping[str, Any]) -> Permissions:
    can_publish = _flag(video, "canPublish", default=True)
    return Permissions(
        can_publish=can_publish,
        can_subscribe=_flag(video, "canSubscribe", default=True),
        can_publish_data=_flag(video, "canPublishData", default=can_publish),
        can_update_metadata=_flag(video, "canUpdateOwnMetadata"),
        sources=_read_sources(video.get("canPublishSources")),
        hidden=_flag(video, "hidden"),
        recorder=_flag(video, "recorder"),
        agent=_flag(video, "agent"),
    )


def _read_sources(names: Any) -> frozenset[int]:
    if names is None:
        return frozenset()
    if not isinstance(names, Sequence) or isinstance(names, str):
        raise TypeError("canPublishSources")
    # An unknown name stays in the set as a source that no track has: dropped, it could leave "all sources".
    return frozenset(int(SOURCES_BY_NAME.get(_text(name).lower(), NO_SOURCE)) for name in names)


def _flag(claims: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    value = claims.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise TypeError(name)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    return None


def check_identity(identity: str) -> str | None:
    """Why this identity or an empty one cannot join; None = it can."""
    if not identity:
        return "the token names no identity"
    return f"the identity is longer than {MAX_IDENTITY} characters" if len(identity) > MAX_IDENTITY else None


def check_room(name: str) -> str | None:
    """Why this room name cannot be used; None = it can."""
    if not name:
        return "the token names no room"
    return f"the room name is longer than {MAX_ROOM_NAME} characters" if len(name) > MAX_ROOM_NAME else None
