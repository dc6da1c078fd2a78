"""The table of roles from outside: a running server, raw HTTP, and the unmodified SDK that asks no page.

What each role may do is written out anew here; ``tests/domain/test_rights.py`` has the same for the rules alone.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest

from rapat.domain.roles import Action, Right
from tests.system.browsers import until
from tests.system.guest import SECONDS, SOURCES, Guest, beside
from tests.system.server import Server

ROLES = ("observer", "participant", "cohost", "host")
HOSTS = {"cohost", "host"}
OBSERVERS_MAY = {Right.HAND}
ENFORCED_SECONDS = 1
"""From the answer to the host's wish until the room knows."""
MEDIA = {
    Right.MICROPHONE: {"microphone"},
    Right.CAMERA: {"camera"},
    Right.SHARE: {"screen_share", "screen_share_audio"},
}
ACTS: dict[Action, tuple[str, str, object]] = {
    Action.LOCK: ("PATCH", "", {"locked": False}),
    Action.RENAME_MEETING: ("PATCH", "", {"title": "Round"}),
    Action.CHANGE_RULES: ("PATCH", "/rules", {"places": 0}),
    Action.ADMIT: ("GET", "/waiting", None),
    Action.INVITE: ("POST", "/invitations", {"role": "observer"}),
    Action.MUTE_ONE: ("POST", "/participants/{target}/mute", {"source": "microphone"}),
    Action.MUTE_ALL: ("POST", "/mute-all", None),
    Action.ASK: ("POST", "/participants/{target}/ask", {"source": "microphone"}),
    Action.LOWER_HAND: ("DELETE", "/participants/{target}/hand", None),
    Action.RENAME_OTHER: ("PATCH", "/participants/{target}", {"name": "Vera"}),
    Action.SPOTLIGHT: ("PUT", "/spotlight", {"identity": None}),
    Action.MODERATE_CHAT: ("PUT", "/chat/pin", {"message": None}),
    Action.CHANGE_ROLE: ("PATCH", "/participants/{target}", {"role": "participant"}),
    Action.REMOVE: ("DELETE", "/participants/{target}?back=true", None),
    Action.STOP_EVERYTHING: ("POST", "/stop", None),
    Action.TRANSFER: ("POST", "/participants/{target}/host", None),
    Action.END: ("POST", "/end", None),
}
"""Each action as a program asks for it; those that change who is who come last."""
HOST_ALONE = {Action.CHANGE_ROLE, Action.TRANSFER, Action.END}
ENDINGS = (Action.TRANSFER, Action.END)


@dataclass(frozen=True)
class Company:
    """One person of each role in one room, and Vera, to whom things are done."""

    of: dict[str, Guest]
    vera: Guest

    @property
    def host(self) -> Guest:
        return self.of["host"]

    def switch(self, right: Right, on: bool) -> None:
        status, problem = self.host.send("PATCH", "/rules", {"switches": {right: on}})
        assert status == 200, problem

    def act(self, role: str, action: Action) -> int:
        method, path, body = ACTS[action]
        return self.of[role].send(method, path.format(target=self.vera.identity), body)[0]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    with beside() as made:
        yield made


@pytest.fixture
def company(dev_server: Server, loop: asyncio.AbstractEventLoop) -> Iterator[Company]:
    people = {role: Guest(dev_server, f"The {role}", loop) for role in reversed(ROLES)}
    host, vera = people["host"], Guest(dev_server, "Vera", loop)
    meeting = host.start()
    for person in (*people.values(), vera):
        person.enter(meeting)
    for role in ("cohost", "observer"):
        assert host.send("PATCH", f"/participants/{people[role].identity}", {"role": role})[0] == 204
    yield Company(people, vera)
    for person in (*people.values(), vera):
        person.leave()


def may(role: str, right: Right, on: bool) -> bool:
    """The table, said in another way than the product says it."""
    return role in HOSTS or (on and (role == "participant" or right in OBSERVERS_MAY))


def try_right(company: Company, role: str, right: Right, attempt: int) -> int:
    """Do what the right is for, by HTTP."""
    me = company.of[role]
    words = {"client_id": f"{role}-{attempt}", "text": "words"}
    calls: dict[Right, tuple[str, str, object]] = {
        Right.CHAT: ("POST", "/messages", words),
        Right.PRIVATE_CHAT: ("POST", "/messages", {**words, "to": company.vera.identity}),
        Right.HAND: ("PUT", "/hand", {"raised": True}),
        Right.REACT: ("POST", "/reactions", {"emoji": "👍"}),
        Right.RENAME: ("PATCH", f"/participants/{me.identity}", {"name": f"The {role}"}),
    }
    return me.send(*calls[right])[0]


def attempts(company: Company, roles: Iterable[str], sources: set[str]) -> dict[str, set[str]]:
    """All of these try all of these at once; role → what the server took."""
    trying = {role: company.of[role].publishing(*sources) for role in roles}
    return {role: taken.result(SECONDS) for role, taken in trying.items()}


def on_air(company: Company, role: str, sources: set[str]) -> None:
    """Within a second the others are told that this role sends from these, and from nothing else."""
    until(lambda: company.vera.seen(company.of[role]), lambda seen: seen == sources, role, ENFORCED_SECONDS)


def test_each_role_does_what_the_table_says_and_nothing_else(company: Company) -> None:
    assert set(ACTS) == set(Action)
    company.vera.publish("microphone")
    for action in ACTS:
        if action in ENDINGS:
            continue
        for role in ROLES:
            allowed = role == "host" or (role == "cohost" and action not in HOST_ALONE)
            status = company.act(role, action)
            assert (status < 300) is allowed, (action, role, status)
            assert allowed or status == 403, (action, role, status)


def test_the_host_alone_hands_over_and_ends(company: Company) -> None:
    for role in ROLES[:-1]:
        assert [company.act(role, action) for action in ENDINGS] == [403, 403], role
    assert company.act("host", Action.TRANSFER) == 204
    assert company.act("host", Action.END) == 403, "who has handed over is host no more"
    assert company.vera.send("POST", "/end")[0] == 204


@pytest.mark.parametrize("right", [Right.CHAT, Right.PRIVATE_CHAT, Right.HAND, Right.REACT, Right.RENAME])
def test_a_right_is_had_by_whom_role_and_switch_say(company: Company, right: Right) -> None:
    for attempt, on in enumerate((True, False, True)):
        company.switch(right, on)
        for role in ROLES:
            status = try_right(company, role, right, attempt)
            assert status in ({200, 201, 204} if may(role, right, on) else {403}), (role, on, status)


def test_nobody_sends_more_than_role_and_switches_allow(company: Company) -> None:
    assert attempts(company, ROLES, set(SOURCES)) == {
        role: set() if role == "observer" else set(SOURCES) for role in ROLES
    }
    for right, sources in MEDIA.items():
        company.switch(right, on=False)
        for role in ROLES:
            rest = set(SOURCES) - sources if role == "participant" else set(SOURCES)
            on_air(company, role, set() if role == "observer" else rest)
        refused = attempts(company, ("observer", "participant"), sources)
        assert refused == {"observer": set(), "participant": set()}, right
        company.switch(right, on=True)
        assert company.of["participant"].publish(*sources) == sources, right


def test_a_role_taken_away_takes_everything_off_the_air(company: Company) -> None:
    losers = ("cohost", "participant")
    attempts(company, losers, set(SOURCES))
    for role in losers:
        path = f"/participants/{company.of[role].identity}"
        assert company.host.send("PATCH", path, {"role": "observer"})[0] == 204
        on_air(company, role, set())
    assert attempts(company, losers, set(SOURCES)) == {role: set() for role in losers}


def test_who_is_removed_is_out_and_stays_out_with_the_old_token(company: Company) -> None:
    person = company.of["participant"]
    person.publish("microphone")
    assert company.host.send("DELETE", f"/participants/{person.identity}")[0] == 204
    until(lambda: company.vera.names(), lambda names: person.name not in names, "is out", ENFORCED_SECONDS)
    with pytest.raises(Exception, match=".+"):
        person.connect()
    assert person.send("POST", "/join", {"name": "Somebody else"})[0] == 403
    assert company.vera.names() == {"The host", "The cohost", "The observer"}


def test_no_client_reaches_the_others_past_the_product(company: Company) -> None:
    for person in company.of.values():
        person.say("rapat.chat")
        person.call_oneself("Somebody else")
    company.host.send("POST", "/messages", {"client_id": "last", "text": "after all of that"})
    until(lambda: company.vera.heard, bool, "what comes by the product arrives")
    assert all(packet.participant is None for packet in company.vera.heard)
    assert "Somebody else" not in company.vera.names()


def test_names_that_are_hidden_reach_no_client(company: Company) -> None:
    company.switch(Right.SEE_NAMES, on=False)
    hidden = {"The participant", "The observer"}
    until(lambda: company.vera.names(), lambda names: not names & hidden, "numbers for names", ENFORCED_SECONDS)
    assert {"The host", "The cohost"} <= company.vera.names()
    for role in ("observer", "participant"):
        assert company.of[role].send("GET", "/names")[0] == 403
        told = company.of[role].send("GET", "/chat/people")[1]
        assert not [name for name in hidden - {f"The {role}"} if name in str(told)]
