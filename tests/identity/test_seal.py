"""Sealed content opens to its secret alone."""

from rapat.identity.seal import Seal


def test_only_the_secret_opens_it() -> None:
    seal = Seal()
    sealed = seal.shut("a secret", b"content")
    assert seal.open("a secret", sealed) == b"content"
    assert seal.open("another", sealed) is None
    assert b"content" not in sealed


def test_what_was_changed_or_cut_does_not_open() -> None:
    seal = Seal()
    sealed = seal.shut("a secret", b"content")
    for damaged in (sealed[:-1], sealed[:5], b"", bytes([sealed[0] ^ 1]) + sealed[1:], sealed + b"x"):
        assert seal.open("a secret", damaged) is None


def test_the_same_content_is_never_sealed_twice_alike() -> None:
    seal = Seal()
    assert seal.shut("a secret", b"content") != seal.shut("a secret", b"content")
