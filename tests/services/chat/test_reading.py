"""Pages, what changed, search, one's chats."""

import pytest

from rapat.domain.chat import HOSTS
from rapat.domain.errors import Invalid, NotInMeeting
from rapat.domain.people import Caller
from tests.conftest import StillClock
from tests.services.chat.room import page, say, texts, told
from tests.services.party import Party, Person
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]


async def test_a_latecomer_reads_the_newest_first_and_then_backwards(meeting: Party, budi: Person) -> None:
    for number in range(5):
        await say(meeting, budi, f"line {number}")
    vera = await meeting.guest("Vera")
    newest = await page(meeting, vera, limit=3)
    assert ([found.text for found in newest.messages], newest.more) == (["line 2", "line 3", "line 4"], True)
    rest = await page(meeting, vera, limit=3, before=newest.messages[0].seq)
    assert ([found.text for found in rest.messages], rest.more) == (["line 0", "line 1"], False)


async def test_a_program_reads_forwards(meeting: Party, budi: Person) -> None:
    for number in range(3):
        await say(meeting, budi, f"line {number}")
    first = await page(meeting, budi, limit=2, after=0)
    assert ([found.text for found in first.messages], first.more) == (["line 0", "line 1"], True)
    assert await texts(meeting, budi, after=first.messages[-1].seq) == ["line 2"]


async def test_who_was_away_asks_for_what_changed(meeting: Party, ana: Person, budi: Person) -> None:
    old, other = await say(meeting, budi, "old"), await say(meeting, budi, "other")
    known = (await page(meeting, ana)).revision
    await meeting.chat.writing.edit(meeting.id, budi.visitor, old.id, "e1", "new")
    await meeting.chat.writing.react(meeting.id, ana.visitor, other.id, "🎉", True)
    await say(meeting, budi, "third")
    changed = await page(meeting, ana, since=known)
    assert [message.text for message in changed.messages] == ["new", "other", "third"]
    assert (await page(meeting, ana, since=changed.revision)).messages == []


async def test_changes_come_in_pages_that_lose_none(meeting: Party, budi: Person) -> None:
    for number in range(5):
        await say(meeting, budi, f"line {number}")
    first = await page(meeting, budi, limit=2, since=0)
    rest = await page(meeting, budi, limit=5, since=first.revision)
    assert [found.text for found in (*first.messages, *rest.messages)] == [f"line {number}" for number in range(5)]


async def test_a_chain_of_changes_names_the_one_before_among_the_same_readers(
    meeting: Party, ana: Person, budi: Person
) -> None:
    vera = await meeting.guest("Vera")
    public = await say(meeting, ana, "one")
    private = await say(meeting, budi, "secret", vera.identity)
    await say(meeting, ana, "two")
    await say(meeting, vera, "answer", budi.identity)
    assert [event["before"] for event in told(meeting, ana)] == [0, public.revision]
    assert [event["before"] for event in told(meeting, budi)] == [0, 0, public.revision, private.revision]


async def test_an_outsider_and_a_removed_person_read_nothing(meeting: Party, ana: Person, budi: Person) -> None:
    await say(meeting, budi, "x")
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity)
    with pytest.raises(NotInMeeting):
        await page(meeting, budi)
    assert await meeting.chat.reading.search_all(budi.visitor, "x", None) == []
    assert await meeting.chat.reading.threads(budi.visitor) == []


async def test_the_read_mark_only_goes_forward_and_not_beyond_what_is_there(meeting: Party, budi: Person) -> None:
    first, second = await say(meeting, budi, "one"), await say(meeting, budi, "two")
    for seq in (first.seq, second.seq, first.seq):
        await meeting.chat.reading.mark_read(meeting.id, budi.visitor, seq)
    assert (await page(meeting, budi)).read == second.seq
    await meeting.chat.reading.mark_read(meeting.id, budi.visitor, second.seq * 2)
    assert (await page(meeting, budi)).read == second.seq


async def test_words_are_found_by_their_beginnings_without_regard_to_case_and_accents(
    meeting: Party, ana: Person, budi: Person
) -> None:
    await say(meeting, budi, "Rapat berikutnya hari Kamis")
    await say(meeting, budi, "Бюджет на следующий квартал")
    await say(meeting, budi, "the café at noon")

    async def found(text: str) -> list[str]:
        hits = await meeting.chat.reading.search(meeting.id, ana.visitor, text, None)
        return [hit.message.text.split()[0] for hit in hits]

    assert await found("kam rapat") == ["Rapat"]
    assert await found("бюдж") == ["Бюджет"]
    assert await found("cafe") == ["the"]
    assert await found("kamis cafe") == []
    assert await found('" OR text:* NEAR(') == []
    with pytest.raises(Invalid):
        await found("?!")


async def test_search_follows_edits_and_deletions(meeting: Party, budi: Person) -> None:
    message = await say(meeting, budi, "apple")
    await meeting.chat.writing.edit(meeting.id, budi.visitor, message.id, "e1", "pear")

    async def count(text: str) -> int:
        return len(await meeting.chat.reading.search(meeting.id, budi.visitor, text, None))

    assert (await count("apple"), await count("pear")) == (0, 1)
    await meeting.chat.writing.delete(meeting.id, budi.visitor, message.id)
    assert await count("pear") == 0


async def test_search_shows_nobody_what_the_chat_does_not(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    await say(meeting, budi, "secret for vera", vera.identity)
    await say(meeting, budi, "secret for hosts", HOSTS)

    async def found(who: Person) -> set[str]:
        return {hit.message.text for hit in await meeting.chat.reading.search(meeting.id, who.visitor, "secret", None)}

    assert await found(ana) == {"secret for hosts"}
    assert await found(vera) == {"secret for vera"}
    assert await found(budi) == {"secret for vera", "secret for hosts"}


async def test_search_over_all_meetings_finds_mine_and_no_others(meeting: Party, ana: Person, budi: Person) -> None:
    await say(meeting, budi, "harvest plan")
    await meeting.meetings.end(meeting.id, ana.visitor)
    first = meeting.id
    stranger = await meeting.visitor("Stranger")
    meeting.id = (await meeting.meetings.create(Caller(stranger), "Other")).id
    host = await meeting.come(stranger, "Stranger")
    await say(meeting, host, "harvest elsewhere")
    hits = await meeting.chat.reading.search_all(ana.visitor, "harvest", None)
    assert [(hit.message.meeting, hit.title) for hit in hits] == [(first, "Plan")]


async def test_search_goes_on_where_a_page_ended(meeting: Party, budi: Person, clock: StillClock) -> None:
    for number in range(4):
        await say(meeting, budi, f"word {number}")
    hits = await meeting.chat.reading.search(meeting.id, budi.visitor, "word", None)
    assert [hit.message.text for hit in hits] == ["word 3", "word 2", "word 1", "word 0"]
    rest = await meeting.chat.reading.search(meeting.id, budi.visitor, "word", hits[1].number)
    assert [hit.message.text for hit in rest] == ["word 1", "word 0"]


async def test_my_chats_say_what_is_unread(meeting: Party, ana: Person, budi: Person) -> None:
    first = await say(meeting, budi, "one")
    await say(meeting, budi, "two")
    await meeting.chat.reading.mark_read(meeting.id, ana.visitor, first.seq)
    [thread] = await meeting.chat.reading.threads(ana.visitor)
    assert (thread.title, thread.unread, thread.last.text, thread.ended) == ("Plan", 1, "two", False)
