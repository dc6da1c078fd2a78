"""Browsers that are known by a signed cookie."""

import itertools

import pytest

from rapat.identity.known_devices import SignedDevices


def devices(secret: str = "secret") -> SignedDevices:
    numbers = itertools.count()
    return SignedDevices(secret, lambda: f"device-{next(numbers)}")


def test_a_browser_is_known_to_its_account_alone() -> None:
    known = devices()
    token = known.remember("ana@example.org")
    assert known.recognise("ana@example.org", token) == "device-0"
    assert known.recognise("budi@example.org", token) is None
    assert devices("another").recognise("ana@example.org", token) is None


@pytest.mark.parametrize("token", ["", ".", "device-0", "device-0.", "device-0.x", "я.я", "x" * 100_000, "a.b.c"])
def test_what_was_not_signed_here_is_nobodys(token: str) -> None:
    assert devices().recognise("ana@example.org", token) is None
