"""Limits of the site: administrators go lower than the operator, never higher."""

import pytest

from rapat.domain.errors import Invalid
from rapat.domain.site import Bounds, SiteLimits, SiteSettings
from rapat.services.site import Site

BOUNDS = Bounds(people=200, file_mb=25)


def site(**limits: int) -> Site:
    made = Site(BOUNDS)
    made.now = SiteSettings(limits=SiteLimits(**limits))
    return made


def test_without_limits_the_operators_bounds_hold() -> None:
    assert (site().places, site().file_mb) == (200, 25)


def test_a_limit_of_the_site_holds_below_the_bound() -> None:
    assert (site(people=50).places, site(file_mb=5).file_mb) == (50, 5)


def test_a_bound_that_the_operator_lowered_afterwards_wins() -> None:
    assert (site(people=500).places, site(file_mb=100).file_mb) == (200, 25)


@pytest.mark.parametrize("limits", [{"people": 201}, {"people": 1}, {"file_mb": 26}, {"minutes": 4}, {"people": -1}])
def test_what_is_beyond_is_refused(limits: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        SiteLimits(**limits).checked(BOUNDS)


def test_settings_of_an_older_or_newer_version_are_taken_as_far_as_they_are_known() -> None:
    assert SiteSettings.from_json({}) == SiteSettings()
    odd = {"name": "Dinas", "language": "de", "languages": ["de", "id"], "limits": {"people": 9, "doors": 3}}
    read = SiteSettings.from_json({**odd, "meetings": {"off": ["fly"]}})
    assert (read.language, read.languages) == ("id", ("id",))
    assert (read.name, read.limits.people, read.meetings.off) == ("Dinas", 9, frozenset())
