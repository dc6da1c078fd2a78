"""``Authorization: Bearer`` (RFC 6750): how programs show their key."""

from starlette.datastructures import Headers


def bearer(headers: Headers) -> str | None:
    """The key that a request shows; None = it shows none, and cookies count."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else None
