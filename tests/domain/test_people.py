"""Accounts: addresses, passwords, zones, and who may manage whom."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapat.domain import people
from rapat.domain.errors import Invalid, Refused
from rapat.domain.ids import PersonId
from rapat.domain.people import SITE_ALLOWED, Person, SiteRight, SiteRole

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def person(role: SiteRole) -> Person:
    return Person(id=PersonId(role), name=role, email=f"{role}@example.org", created_at=NOW, role=role)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ana@Example.ORG ", "ana@example.org"),
        ("a.b+c@mail.example.org", "a.b+c@mail.example.org"),
        ("почта@пример.рф", "почта@пример.рф"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert people.email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ana", "@example.org", "ana@", "a@b@c.org", "a b@c.org", "<ana@c.org>", "ana@c..org", "ana@-c.org",
     "ana@c.org\nBcc: x@y.org", "a\u200b@c.org", "x" * 65 + "@c.org", "a@" + "x" * 260],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        people.email_address(typed)


@given(st.text())
def test_an_address_never_holds_what_would_break_a_letters_head(typed: str) -> None:
    try:
        kept = people.email_address(typed)
    except Invalid:
        return
    assert kept.isprintable() and " " not in kept and kept.count("@") == 1


@pytest.mark.parametrize(("typed", "fine"), [("x" * 9, False), ("x" * 10, True), ("x" * 256, True), ("x" * 257, False)])
def test_a_password_is_long_enough_and_not_endless(typed: str, fine: bool) -> None:
    if fine:
        assert people.password(typed) == typed
        return
    with pytest.raises(Invalid) as refused:
        people.password(typed)
    assert typed not in refused.value.detail


@pytest.mark.parametrize("name", ["", "Mars/Base", "../../etc/passwd", "/etc/localtime", "Asia", "\x00"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        people.time_zone(name)


def test_known_zones_and_languages_pass() -> None:
    assert people.time_zone("Asia/Jakarta") == "Asia/Jakarta"
    assert people.language("ru") == "ru"
    with pytest.raises(Invalid):
        people.language("tlh")


def test_every_right_is_in_the_table_and_the_owner_has_all() -> None:
    assert set(SITE_ALLOWED) == set(SiteRight)
    assert all(SiteRole.OWNER in roles for roles in SITE_ALLOWED.values())


MANAGES = {
    (SiteRole.OWNER, SiteRole.OWNER): True,
    (SiteRole.OWNER, SiteRole.ADMINISTRATOR): True,
    (SiteRole.OWNER, SiteRole.MEMBER): True,
    (SiteRole.ADMINISTRATOR, SiteRole.OWNER): False,
    (SiteRole.ADMINISTRATOR, SiteRole.ADMINISTRATOR): False,
    (SiteRole.ADMINISTRATOR, SiteRole.MEMBER): True,
    (SiteRole.MEMBER, SiteRole.OWNER): False,
    (SiteRole.MEMBER, SiteRole.ADMINISTRATOR): False,
    (SiteRole.MEMBER, SiteRole.MEMBER): False,
}


@pytest.mark.parametrize(("actor", "target"), [(actor, target) for actor in SiteRole for target in SiteRole])
def test_each_role_manages_whom_the_matrix_says(actor: SiteRole, target: SiteRole) -> None:
    for judge in (
        lambda: people.demand_over_person(person(actor), person(target)),
        lambda: people.demand_to_give(person(actor), target),
    ):
        if MANAGES[actor, target]:
            judge()
        else:
            with pytest.raises(Refused):
                judge()
