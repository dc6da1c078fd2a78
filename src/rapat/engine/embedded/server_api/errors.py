"""Twirp errors: a code, a sentence, and the HTTP status that Twirp's specification gives the code."""

from collections.abc import Mapping

STATUS_BY_CODE: Mapping[str, int] = {
    "bad_route": 404,
    "malformed": 400,
    "invalid_argument": 400,
    "not_found": 404,
    "unauthenticated": 401,
    "failed_precondition": 412,
    "resource_exhausted": 429,
    "unavailable": 503,
    "unimplemented": 501,
    "internal": 500,
}


class TwirpError(Exception):
    """An error of a call; ``code`` is one of ``STATUS_BY_CODE``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def status(self) -> int:
        """HTTP status."""
        return STATUS_BY_CODE[self.code]

    def body(self) -> dict[str, object]:
        """As JSON: the same for JSON and protobuf calls."""
        return {"code": self.code, "msg": str(self), "meta": {}}
