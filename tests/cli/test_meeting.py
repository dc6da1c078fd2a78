"""``rapat meeting``: made, listed, shown and ended, as a program does it."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]
pytestmark = pytest.mark.anyio


async def test_a_meeting_is_made_listed_shown_and_ended(command: Command) -> None:
    command("user", "invite", "ana@example.org")
    made = command("meeting", "create", "Weekly", "--account", "ana@example.org")
    assert made["link"].endswith(f"/m/{made['id']}")
    assert [found["id"] for found in command("meeting", "list")] == [made["id"]]
    assert [found["title"] for found in command("meeting", "list", "--account", "ana@example.org")] == ["Weekly"]
    shown = command("meeting", "show", made["id"])
    assert (shown["door"]["entry"], shown["joined"], shown["ended_at"]) == ("link", 0, None)
    ended = command("meeting", "end", made["id"], "--port", "1")
    assert (ended["was_live"], ended["ended_at"] is not None) == (False, True)


async def test_what_is_not_there_says_the_next_step(command: Command) -> None:
    for arguments in (
        ("create", "Weekly", "--account", "nobody@example.org"),
        ("show", "none"),
        ("end", "abcd-efgh-jkmn-pqrs"),
    ):
        assert "next step" in command("meeting", *arguments), arguments
