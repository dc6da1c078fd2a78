"""Links by which the invited answer: only ours are read, and no other signed text is taken for one."""

from datetime import UTC, datetime

import pytest

from rapat.domain.calendar.plan import PlanId
from rapat.domain.ids import MeetingId
from rapat.domain.invitation import Invitation
from rapat.domain.roles import Role
from rapat.identity.invitations import SignedInvitations
from rapat.identity.reply_links import TEXT_MAX, SignedReplyLinks

SECRET = "a secret of the product"
LINKS = SignedReplyLinks(SECRET)


def test_a_link_names_the_plan_and_the_address() -> None:
    longest = "a" * 64 + "@" + "b" * 185 + ".org"
    for address in ("guest@example.org", longest):
        written = LINKS.write(PlanId("1"), address)
        assert LINKS.read(written) == ("1", address)
        assert len(written) <= TEXT_MAX


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é" * 10, "x" * (TEXT_MAX + 1)])
def test_what_is_no_link_is_none(text: str) -> None:
    assert LINKS.read(text) is None


def test_links_of_another_site_and_invitations_are_none() -> None:
    assert LINKS.read(SignedReplyLinks("another secret").write(PlanId("1"), "guest@example.org")) is None
    now = datetime(2026, 11, 23, tzinfo=UTC)
    invitation = Invitation(id="1", meeting=MeetingId("m"), role=Role.PARTICIPANT, name="", expires_at=now)
    assert LINKS.read(SignedInvitations(SECRET).write(invitation)) is None
