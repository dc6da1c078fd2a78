"""Guesses become slow; nobody is locked out."""

from rapat.domain.errors import TooManyRequests
from rapat.services.slow_down import FORGOTTEN_AFTER, FREE_TRIES, KEYS_MAX, LONGEST_WAIT, SlowDown


def waits(slow: SlowDown, key: str, now: float) -> float:
    """Seconds that this key must wait; 0 = the try counted."""
    try:
        slow.attempt(key, now)
    except TooManyRequests as refused:
        return refused.retry_after
    return 0.0


def test_the_first_tries_are_free_then_the_wait_doubles_up_to_a_bound() -> None:
    slow, now, seen = SlowDown(), 0.0, []
    for _ in range(FREE_TRIES):
        assert waits(slow, "k", now) == 0
    for _ in range(10):
        wait = waits(slow, "k", now)
        seen.append(wait)
        now += wait
        assert waits(slow, "k", now) == 0
    assert seen == [2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT, LONGEST_WAIT]


def test_tries_during_the_wait_do_not_lengthen_it() -> None:
    slow = SlowDown()
    for _ in range(FREE_TRIES):
        slow.attempt("k", 0)
    assert [waits(slow, "k", at) for at in (0.0, 0.5, 1.0)] == [2.0, 1.5, 1.0]
    assert waits(slow, "k", 2.0) == 0


def test_one_key_slows_no_other_and_success_or_an_hour_forgets() -> None:
    slow = SlowDown()
    for _ in range(FREE_TRIES):
        slow.attempt("k", 0)
    assert waits(slow, "other", 0) == 0
    assert waits(slow, "k", 1) > 0
    slow.succeeded("k")
    for _ in range(FREE_TRIES):
        assert waits(slow, "k", 1) == 0
    assert waits(slow, "k", 1) > 0
    assert waits(slow, "k", 1 + FORGOTTEN_AFTER + 1) == 0


def test_a_flood_of_keys_does_not_grow_without_bound() -> None:
    slow = SlowDown()
    for number in range(KEYS_MAX + 100):
        slow.attempt(str(number), 0)
    assert len(slow._tries) == KEYS_MAX
