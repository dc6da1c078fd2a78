"""For the API's description: answers that are no JSON."""

from typing import Any


def gives(*types: str, status: int = 200, text: str = "Successful Response") -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route whose answer is of one of these media types; text where a type says so, else bytes."""
    content = {kind: {"schema": _schema(kind)} for kind in types}
    return {status: {"description": text, "content": content}}


def _schema(kind: str) -> dict[str, str]:
    if kind == "application/json":
        return {"type": "object"}
    return {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}
