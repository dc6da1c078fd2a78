"""Our own mistakes, as they may be logged: where and of which type, never with what.

An exception's text and a frame's variables may hold names, tokens or messages of people.
"""

import traceback


def describe(error: BaseException) -> dict[str, str]:
    """Fields for a log line: the type and the innermost line of code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "at": place}
