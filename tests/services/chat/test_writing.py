"""Chat: stored, numbered, sent to those it is for, once; edited, taken back, let through."""

import pytest

from rapat.domain.chat import HOSTS, Deleted
from rapat.domain.errors import (
    Invalid,
    MessageMissing,
    MessageTooLong,
    NotAllowed,
    NotHost,
    ParticipantMissing,
    TooManyRequests,
    TooSoon,
)
from rapat.domain.roles import Right
from rapat.services.chat.writing import TYPING, WRITING
from tests.conftest import StillClock
from tests.services.chat.room import page, say, switch_off, texts, told, write
from tests.services.party import Party, Person
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]


async def test_a_message_is_stored_and_sent_to_everybody(meeting: Party, ana: Person, budi: Person) -> None:
    message = await say(meeting, budi, " halo 🙂 ")
    assert told(meeting, ana) == [{"type": "message", "before": 0, "message": message.as_json()}]
    assert (message.text, message.name, message.identity, message.to) == ("halo 🙂", "Budi", budi.identity, "")


async def test_sending_again_stores_and_shows_nothing_more(meeting: Party, budi: Person) -> None:
    first = await write(meeting, budi, "c1", "halo")
    again = await write(meeting, budi, "c1", "halo")
    assert (again.message, again.changed) == (first.message, False)
    assert len(meeting.engine.sent) == 1


async def test_a_repeated_message_is_never_refused_as_too_fast(meeting: Party, budi: Person) -> None:
    for number in range(int(WRITING.burst)):
        await write(meeting, budi, f"c{number}", "x")
    assert not (await write(meeting, budi, "c0", "x")).changed


async def test_a_flood_of_messages_is_slowed_down(meeting: Party, budi: Person, clock: StillClock) -> None:
    for number in range(int(WRITING.burst)):
        await write(meeting, budi, f"c{number}", "x")
    with pytest.raises(TooManyRequests) as refusal:
        await write(meeting, budi, "more", "x")
    clock.pass_seconds(refusal.value.retry_after)
    await write(meeting, budi, "more", "x")


async def test_an_oversized_message_is_refused_whole(meeting: Party, budi: Person) -> None:
    with pytest.raises(MessageTooLong):
        await say(meeting, budi, "x" * 4001)
    assert await texts(meeting, budi) == []


async def test_members_go_on_writing_after_the_meeting(meeting: Party, ana: Person, budi: Person) -> None:
    await say(meeting, budi, "bye")
    await meeting.meetings.end(meeting.id, ana.visitor)
    await say(meeting, budi, "one more thing")
    assert await texts(meeting, ana) == ["bye", "one more thing"]


async def test_a_message_to_one_person_is_told_and_shown_to_the_two_alone(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    await say(meeting, budi, "between us", vera.identity)
    assert [len(told(meeting, who)) for who in (ana, budi, vera)] == [0, 1, 1]
    assert [await texts(meeting, who) for who in (ana, budi, vera)] == [[], ["between us"], ["between us"]]


async def test_a_message_to_hosts_is_for_hosts_of_now_and_its_writer(meeting: Party, ana: Person, budi: Person) -> None:
    vera, citra = await meeting.guest("Vera"), await meeting.guest("Citra")
    await meeting.moderation.change_role(meeting.id, ana.visitor, citra.identity, "cohost")
    await say(meeting, budi, "it is too warm", HOSTS)
    assert [len(told(meeting, who)) for who in (ana, budi, vera, citra)] == [1, 1, 0, 1]
    await meeting.moderation.change_role(meeting.id, ana.visitor, citra.identity, "participant")
    assert [await texts(meeting, who) for who in (ana, budi, vera, citra)] == [["it is too warm"]] * 2 + [[], []]


async def test_nobody_writes_to_who_is_not_there_or_to_oneself(meeting: Party, ana: Person, budi: Person) -> None:
    with pytest.raises(ParticipantMissing):
        await say(meeting, budi, "x", "p_nobody")
    with pytest.raises(Invalid):
        await say(meeting, budi, "x", budi.identity)
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity)
    with pytest.raises(ParticipantMissing):
        await say(meeting, ana, "x", budi.identity)


async def test_switches_close_the_chat_and_private_chat_but_never_the_way_to_a_host(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    await switch_off(meeting, ana, Right.CHAT, Right.PRIVATE_CHAT)
    for to in ("", vera.identity):
        with pytest.raises(NotAllowed):
            await say(meeting, budi, "x", to)
    await say(meeting, budi, "help", HOSTS)
    await say(meeting, budi, "help", ana.identity)
    await say(meeting, ana, "yes?", budi.identity)


async def test_an_answer_quotes_what_its_readers_may_read(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    question = await say(meeting, ana, "who takes notes?")
    answer = await say(meeting, budi, "I do", reply_to=question.id)
    assert answer.quote is not None and answer.quote.text == "who takes notes?"
    secret = await say(meeting, budi, "secret", vera.identity)
    with pytest.raises(Invalid):
        await say(meeting, vera, "look what he wrote", reply_to=secret.id)
    with pytest.raises(MessageMissing):
        await say(meeting, ana, "?", reply_to=secret.id)


async def test_a_quote_is_empty_when_the_answered_message_was_taken_back(meeting: Party, budi: Person) -> None:
    question = await say(meeting, budi, "who?")
    await say(meeting, budi, "me", reply_to=question.id)
    await meeting.chat.writing.delete(meeting.id, budi.visitor, question.id)
    quote = (await page(meeting, budi)).messages[-1].quote
    assert quote is not None and (quote.text, quote.deleted) == ("", True)


async def test_only_people_who_see_the_message_are_called_in_it(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    called = (ana.identity, vera.identity, "p_nobody")
    public = await say(meeting, budi, "@Ana @Vera", mentions=called)
    assert [mention.name for mention in public.mentions] == ["Ana", "Vera"]
    private = await say(meeting, budi, "@Ana @Vera", vera.identity, mentions=called)
    assert [mention.name for mention in private.mentions] == ["Vera"]


async def test_an_edit_shows_that_it_was_one_and_repeats_without_harm(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    first = await say(meeting, budi, "tuesday")
    clock.pass_seconds(5)
    edited = await meeting.chat.writing.edit(meeting.id, budi.visitor, first.id, "e1", "wednesday")
    again = await meeting.chat.writing.edit(meeting.id, budi.visitor, first.id, "e1", "tuesday")
    assert (edited.text, edited.edited_at, edited.seq) == ("wednesday", clock.now(), first.seq)
    assert again == edited
    assert [event["before"] for event in told(meeting, ana)] == [0, first.revision]


async def test_nobody_edits_what_another_wrote(meeting: Party, ana: Person, budi: Person) -> None:
    message = await say(meeting, budi, "x")
    with pytest.raises(NotAllowed):
        await meeting.chat.writing.edit(meeting.id, ana.visitor, message.id, "e1", "y")


async def test_a_message_is_taken_back_by_its_writer_or_a_host_and_leaves_a_mark(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    mine, rude = await say(meeting, budi, "mine"), await say(meeting, budi, "rude")
    with pytest.raises(NotHost):
        await meeting.chat.writing.delete(meeting.id, vera.visitor, mine.id)
    await meeting.chat.writing.delete(meeting.id, budi.visitor, mine.id)
    await meeting.chat.writing.delete(meeting.id, ana.visitor, rude.id)
    await meeting.chat.writing.delete(meeting.id, ana.visitor, rude.id)
    seen = (await page(meeting, vera)).messages
    assert [(message.text, message.deleted) for message in seen] == [("", Deleted.WRITER), ("", Deleted.HOST)]
    assert len(told(meeting, vera)) == 4


async def test_what_was_taken_back_cannot_be_edited_or_answered(meeting: Party, budi: Person) -> None:
    message = await say(meeting, budi, "x")
    await meeting.chat.writing.delete(meeting.id, budi.visitor, message.id)
    with pytest.raises(MessageMissing):
        await meeting.chat.writing.edit(meeting.id, budi.visitor, message.id, "e1", "y")
    with pytest.raises(MessageMissing):
        await say(meeting, budi, "y", reply_to=message.id)


async def test_an_edit_that_comes_after_the_deletion_changes_nothing(meeting: Party, budi: Person) -> None:
    before = await say(meeting, budi, "x")
    await meeting.chat.writing.delete(meeting.id, budi.visitor, before.id)
    late = await meeting.store.messages.change(before, before)
    assert (late.changed, late.message.text) == (False, "")


async def test_a_private_message_cannot_be_touched_by_others(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    secret = await say(meeting, budi, "secret", vera.identity)
    with pytest.raises(MessageMissing):
        await meeting.chat.writing.delete(meeting.id, ana.visitor, secret.id)
    with pytest.raises(MessageMissing):
        await meeting.chat.writing.react(meeting.id, ana.visitor, secret.id, "👍", True)


async def test_reactions_count_each_person_once(meeting: Party, ana: Person, budi: Person) -> None:
    message = await say(meeting, ana, "done?")
    for _ in range(2):
        await meeting.chat.writing.react(meeting.id, budi.visitor, message.id, "👍", True)
    both = await meeting.chat.writing.react(meeting.id, ana.visitor, message.id, "👍", True)
    assert both.reactions == {"👍": (budi.identity, ana.identity)}
    left = await meeting.chat.writing.react(meeting.id, budi.visitor, message.id, "👍", False)
    assert left.reactions == {"👍": (ana.identity,)}
    assert [event["type"] for event in told(meeting, ana)] == ["message", "reaction", "reaction", "reaction"]


async def test_slow_mode_holds_participants_back_and_hosts_not(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    await meeting.chat.steering.change(meeting.id, ana.visitor, approval=None, slow_seconds=30)
    await say(meeting, budi, "one")
    with pytest.raises(TooSoon) as refusal:
        await say(meeting, budi, "two")
    await say(meeting, budi, "to a host", HOSTS)
    await say(meeting, ana, "one")
    await say(meeting, ana, "two")
    clock.pass_seconds(refusal.value.retry_after)
    await say(meeting, budi, "two")


async def test_a_held_message_is_seen_by_others_once_a_host_lets_it_through(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    await meeting.chat.steering.change(meeting.id, ana.visitor, approval=True, slow_seconds=None)
    held = await say(meeting, budi, "may I?")
    newer = await say(meeting, ana, "hosts need no approval")
    assert held.held
    assert [await texts(meeting, who) for who in (ana, budi, vera)] == [
        ["may I?", "hosts need no approval"],
        ["may I?", "hosts need no approval"],
        ["hosts need no approval"],
    ]
    with pytest.raises(NotHost):
        await meeting.chat.writing.approve(meeting.id, budi.visitor, held.id)
    through = await meeting.chat.writing.approve(meeting.id, ana.visitor, held.id)
    assert through.seq > newer.seq
    assert told(meeting, vera)[-1]["message"]["text"] == "may I?"
    with pytest.raises(NotAllowed):
        await meeting.chat.writing.edit(meeting.id, budi.visitor, held.id, "e1", "something else")


async def test_a_refused_message_stays_between_its_writer_and_the_hosts(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    await meeting.chat.steering.change(meeting.id, ana.visitor, approval=True, slow_seconds=None)
    held = await say(meeting, budi, "rude")
    await meeting.chat.writing.delete(meeting.id, ana.visitor, held.id)
    assert [event["type"] for event in told(meeting, vera)] == ["state"]
    assert (await page(meeting, budi)).messages[0].deleted is Deleted.HOST


async def test_typing_is_told_to_those_who_would_read_it_and_not_too_often(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    await meeting.chat.writing.typing(meeting.id, budi.visitor, "")
    await meeting.chat.writing.typing(meeting.id, budi.visitor, vera.identity)
    await meeting.chat.writing.typing(meeting.id, budi.visitor, HOSTS)
    assert [len(told(meeting, who)) for who in (ana, vera)] == [2, 2]
    assert TYPING.burst == 3
    with pytest.raises(TooManyRequests):
        await meeting.chat.writing.typing(meeting.id, budi.visitor, "")
    assert await texts(meeting, ana) == []
