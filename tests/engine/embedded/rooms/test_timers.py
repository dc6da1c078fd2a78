"""Deadlines of a room."""

from rapat.engine.embedded.rooms.timers import Timers
from tests.fakes.time import FakeClock


def test_a_deadline_runs_once_when_it_is_due() -> None:
    clock, ran = FakeClock(), list[str]()
    timers = Timers(clock.monotonic)
    timers.set("a", 1.0, lambda: ran.append("a"))
    assert timers.wait() == 1.0
    timers.run_due()
    assert not ran
    clock.advance(1)
    timers.run_due()
    timers.run_due()
    assert ran == ["a"] and timers.wait() is None


def test_setting_a_name_again_replaces_it_and_cancelling_forgets_it() -> None:
    clock, ran = FakeClock(), list[str]()
    timers = Timers(clock.monotonic)
    timers.set("a", 1.0, lambda: ran.append("old"))
    timers.set("a", 2.0, lambda: ran.append("new"))
    timers.set(("p", "x"), 1.0, lambda: ran.append("gone"))
    timers.cancel_group("p")
    clock.advance(1.5)
    timers.run_due()
    assert not ran and timers.wait() == 0.5
    clock.advance(1)
    timers.run_due()
    assert ran == ["new"]


def test_an_action_may_set_its_own_name_again() -> None:
    clock, ran = FakeClock(), list[float]()
    timers = Timers(clock.monotonic)

    def again() -> None:
        ran.append(clock.monotonic())
        timers.set("a", 5.0, again)

    timers.set("a", 5.0, again)
    for _ in range(3):
        clock.advance(5)
        timers.run_due()
    assert ran == [5.0, 10.0, 15.0]
