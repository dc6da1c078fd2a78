"""``rapat apikey``: both kinds of keys, made, listed and revoked; every answer also as JSON."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]
pytestmark = pytest.mark.anyio


async def test_a_key_for_livekits_api_is_made_listed_and_revoked(command: Command) -> None:
    made = command("apikey", "create", "bot")
    [listed] = command("apikey", "list")
    assert (listed["id"], listed["label"], "secret" in listed) == (made["id"], "bot", False)
    assert command("apikey", "revoke", made["id"])["id"] == made["id"]
    assert command("apikey", "list") == []
    assert "next step" in command("apikey", "revoke", made["id"])


async def test_a_rest_key_belongs_to_an_account_and_has_scopes(command: Command) -> None:
    command("user", "invite", "ana@example.org")
    account = ("--account", "ana@example.org")
    made = command("apikey", "create", "bot", *account, "--scope", "chat:read", "--scope", "people:read", "--days", "7")
    assert made["secret"].startswith("rapat_")
    [listed] = command("apikey", "list", *account)
    assert (listed["scopes"], listed["used_at"], "secret" in listed) == (["chat:read", "people:read"], None, False)
    assert command("apikey", "list") == []
    assert command("apikey", "revoke", made["id"], *account)["id"] == made["id"]
    assert command("apikey", "list", *account) == []


REFUSED = (
    ("create", "bot", "--scope", "chat:read"),
    ("create", "bot", "--account", "nobody@example.org", "--scope", "chat:read"),
    ("create", "bot", "--account", "ana@example.org", "--scope", "chat:shred"),
    ("revoke", "none", "--account", "ana@example.org"),
)


async def test_what_cannot_be_says_the_next_step(command: Command) -> None:
    command("user", "invite", "ana@example.org")
    for arguments in REFUSED:
        assert "next step" in command("apikey", *arguments), arguments
