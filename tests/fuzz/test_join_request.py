"""A taste of the fuzz target at every test run; ``make fuzz`` gives the whole million."""

from tests.fuzz.join_request import run


def test_hostile_join_requests_are_read_or_refused_and_nothing_else() -> None:
    accepted, refused = run(5_000)
    assert accepted > 0
    assert refused > 0
