"""Argon2id hashes."""

import pytest
from argon2.profiles import CHEAPEST

from rapat.identity.passwords import Argon2Passwords

pytestmark = pytest.mark.anyio


async def test_a_hash_proves_its_password_alone_and_does_not_hold_it() -> None:
    passwords = Argon2Passwords(CHEAPEST)
    kept = await passwords.hash("a long sentence")
    assert "sentence" not in kept
    assert await passwords.matches(kept, "a long sentence")
    assert not await passwords.matches(kept, "A long sentence")
    assert kept != await passwords.hash("a long sentence")


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$broken"])
async def test_nothing_proves_itself_by_no_hash_or_a_broken_one(kept: str | None) -> None:
    passwords = Argon2Passwords(CHEAPEST)
    assert not await passwords.matches(kept, "")
    assert not await passwords.matches(kept, "a long sentence")


async def test_what_is_kept_is_argon2id_with_the_memory_of_the_rfc() -> None:
    assert (await Argon2Passwords().hash("x")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
