"""The door's rule: every entry × others × who knocks, and the order of what stands in the way."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from rapat.domain.admission import Knock, Presence, Verdict, admit
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.errors import (
    MeetingEnded,
    MeetingFull,
    MeetingLocked,
    NotInvited,
    PinNeeded,
    RapatError,
    Removed,
    SignInNeeded,
)
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Role

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROOM = Presence(count=2, limit=10)
FULL = Presence(count=10, limit=10)
OPEN = Meeting(MeetingId("m"), "", NOW)
LOCKED = replace(OPEN, locked=True)
ENDED = replace(OPEN, ended_at=NOW)
WITH_PIN = replace(OPEN, rules=Rules(pin="1234"))
GUEST = Attendee(MeetingId("m"), VisitorId("v"), Identity("i"), "Ana", Role.PARTICIPANT)
INSIDE = replace(GUEST, joined=True)
HOST = replace(GUEST, role=Role.HOST)
HELD = replace(GUEST, held=True)


def outcome(where: Meeting, knock: Knock, presence: Presence = ROOM) -> Verdict | type[RapatError]:
    try:
        return admit(where, knock, presence)
    except RapatError as error:
        return type(error)


@pytest.mark.parametrize(
    ("where", "knock", "presence", "expected"),
    [
        (OPEN, Knock(), ROOM, Verdict.COME_IN),
        (ENDED, Knock(HOST), ROOM, MeetingEnded),
        (OPEN, Knock(replace(GUEST, removed=True)), ROOM, Removed),
        (OPEN, Knock(replace(GUEST, removed=True), invited=True), ROOM, Removed),
        (LOCKED, Knock(), ROOM, MeetingLocked),
        (LOCKED, Knock(GUEST, signed_in=True, invited=True), ROOM, MeetingLocked),
        (LOCKED, Knock(INSIDE), ROOM, Verdict.COME_IN),
        (LOCKED, Knock(replace(GUEST, admitted=True)), ROOM, Verdict.COME_IN),
        (LOCKED, Knock(HOST), ROOM, Verdict.COME_IN),
        (WITH_PIN, Knock(signed_in=True), ROOM, PinNeeded),
        (WITH_PIN, Knock(pin_right=True), ROOM, Verdict.COME_IN),
        (WITH_PIN, Knock(invited=True), ROOM, Verdict.COME_IN),
        (WITH_PIN, Knock(INSIDE), ROOM, Verdict.COME_IN),
        (WITH_PIN, Knock(HOST), ROOM, Verdict.COME_IN),
        (OPEN, Knock(), FULL, MeetingFull),
        (OPEN, Knock(replace(GUEST, role=Role.COHOST)), FULL, Verdict.COME_IN),
        (OPEN, Knock(HELD), ROOM, Verdict.WAIT),
        (replace(OPEN, rules=Rules(others=Others.REFUSE)), Knock(HELD), ROOM, Verdict.WAIT),
    ],
)
def test_what_stands_in_the_way_has_an_order(
    where: Meeting, knock: Knock, presence: Presence, expected: Verdict | type[RapatError]
) -> None:
    assert outcome(where, knock, presence) == expected


@pytest.mark.parametrize(
    ("entry", "others", "signed_in", "invited"), product(Entry, Others, (False, True), (False, True))
)
def test_the_rule_is_what_it_says(entry: Entry, others: Others, signed_in: bool, invited: bool) -> None:
    where = replace(OPEN, rules=Rules(entry=entry, others=others))
    got = outcome(where, Knock(signed_in=signed_in, invited=invited))
    fits = invited or entry is Entry.LINK or (entry is Entry.SIGNED_IN and signed_in)
    if fits:
        assert got is Verdict.COME_IN
    elif others is Others.WAIT:
        assert got is Verdict.WAIT
    else:
        assert got is (NotInvited if signed_in else SignInNeeded)


@pytest.mark.parametrize(("entry", "others"), product(Entry, Others))
def test_who_was_let_in_once_comes_back_whatever_the_rule(entry: Entry, others: Others) -> None:
    where = replace(OPEN, rules=Rules(entry=entry, others=others))
    for known in (INSIDE, replace(GUEST, admitted=True), HOST):
        assert outcome(where, Knock(known)) is Verdict.COME_IN
