"""Files of chats: who gets them, how large they are, when they go."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rapat.domain.errors import (
    FileExpired,
    FileMissing,
    FileRefused,
    FilesFull,
    FileTooLarge,
    Invalid,
    TooManyRequests,
)
from rapat.domain.files import FileCard
from rapat.services.chat.files import UNSENT_LIFE, UPLOADING, Upload
from tests.conftest import StillClock
from tests.services.chat.room import page, say
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


async def upload(meeting: Party, who: Person, content: bytes = b"x", name: str = "a.txt", **told: object) -> FileCard:
    known_as = hashlib.sha256(name.encode() + content).hexdigest()
    said = replace(Upload(known_as, name, None), **told)  # type: ignore[arg-type]
    return await meeting.chat.files.upload(meeting.id, who.visitor, said, pieces(content))


async def content_of(meeting: Party, who: Person, file: FileCard, *, preview: bool = False) -> bytes:
    opened = await meeting.chat.files.open(meeting.id, who.visitor, file.id, preview=preview)
    return b"".join([piece async for piece in opened.content])


def kept(folder: Path) -> set[str]:
    """Digests whose bytes lie on the disk."""
    return {path.name for path in (folder / "files").rglob("*") if path.is_file()}


async def test_a_file_reaches_those_who_see_its_message(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    file = await upload(meeting, budi, b"plan" * 100)
    for stranger in (ana, vera):
        with pytest.raises(FileMissing):
            await content_of(meeting, stranger, file)
    message = await say(meeting, budi, "", vera.identity, files=[file.id])
    assert [card.name for card in message.files] == ["a.txt"]
    assert await content_of(meeting, vera, file) == b"plan" * 100
    with pytest.raises(FileMissing):
        await content_of(meeting, ana, file)


async def test_the_same_content_is_kept_once_and_the_same_upload_is_one(
    meeting: Party, budi: Person, tmp_path: Path
) -> None:
    first = await upload(meeting, budi, b"same", "a.txt")
    again = await upload(meeting, budi, b"same", "a.txt")
    other = await upload(meeting, budi, b"same", "b.txt")
    assert (again.id == first.id, other.id == first.id) == (True, False)
    assert kept(tmp_path) == {hashlib.sha256(b"same").hexdigest()}


async def test_limits_are_said_before_and_while_bytes_arrive(meeting: Party, budi: Person, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        await upload(meeting, budi, b"", declared=1_001)
    with pytest.raises(FileTooLarge):
        await upload(meeting, budi, bytes(1_001))
    for number in range(2):
        await upload(meeting, budi, bytes([number]) * 1_000)
    with pytest.raises(FileTooLarge):
        await upload(meeting, budi, b"y" * 501, "c.txt")
    with pytest.raises(FilesFull):
        await upload(meeting, budi, b"", "d.txt", declared=501)
    assert [path.name for path in tmp_path.glob("upload-*")] == []


async def test_what_runs_when_opened_is_refused(meeting: Party, budi: Person) -> None:
    for name in ("virus.EXE", "page.pdf.js", "x.lnk . "):
        with pytest.raises(FileRefused):
            await upload(meeting, budi, b"MZ", name)
    assert (await upload(meeting, budi, b"PK", "..\\..\\notes/plan\u202efdp.zip")).name == "planfdp.zip"


async def test_a_flood_of_uploads_is_slowed_down(meeting: Party, budi: Person) -> None:
    with pytest.raises(TooManyRequests):
        for number in range(int(UPLOADING.burst) + 1):
            await upload(meeting, budi, b"x", f"{number}.txt")


async def test_a_picture_is_known_by_its_bytes_and_has_a_preview(meeting: Party, ana: Person, budi: Person) -> None:
    picture = await upload(meeting, budi, PNG, "photo.txt", width=640, height=480)
    lie = await upload(meeting, budi, b"<svg onload=alert(1)>", "photo.png")
    assert (picture.type, lie.type) == ("image/png", "application/octet-stream")
    await meeting.chat.files.set_preview(meeting.id, budi.visitor, picture.id, pieces(PNG + b"small"))
    for refused, content in ((picture, b"<html>"), (lie, PNG)):
        with pytest.raises(FileRefused):
            await meeting.chat.files.set_preview(meeting.id, budi.visitor, refused.id, pieces(content))
    with pytest.raises(FileMissing):
        await meeting.chat.files.set_preview(meeting.id, ana.visitor, picture.id, pieces(PNG))
    await say(meeting, budi, "", files=[picture.id])
    assert await content_of(meeting, ana, picture, preview=True) == PNG + b"small"
    [card] = (await page(meeting, ana)).messages[0].files
    assert (card.preview is not None, card.width, card.height) == (True, 640, 480)


async def test_a_file_is_sent_once_and_only_by_its_uploader(meeting: Party, ana: Person, budi: Person) -> None:
    file = await upload(meeting, budi)
    with pytest.raises(FileMissing):
        await say(meeting, ana, "mine now", files=[file.id])
    await say(meeting, budi, "", files=[file.id])
    with pytest.raises(FileMissing):
        await say(meeting, budi, "again", files=[file.id])
    with pytest.raises(Invalid):
        await say(meeting, budi, "")


async def test_a_message_taken_back_takes_its_files_along(
    meeting: Party, ana: Person, budi: Person, tmp_path: Path
) -> None:
    file = await upload(meeting, budi)
    message = await say(meeting, budi, "", files=[file.id])
    await meeting.chat.writing.delete(meeting.id, budi.visitor, message.id)
    with pytest.raises(FileMissing):
        await content_of(meeting, ana, file)
    assert await meeting.chat.files.sweep() == 1
    assert kept(tmp_path) == set()


async def test_bytes_that_another_file_needs_stay(meeting: Party, budi: Person, tmp_path: Path) -> None:
    first, second = await upload(meeting, budi, b"same", "a.txt"), await upload(meeting, budi, b"same", "b.txt")
    await meeting.chat.files.discard(meeting.id, budi.visitor, first.id)
    assert await content_of(meeting, budi, second) == b"same"
    await meeting.chat.files.discard(meeting.id, budi.visitor, second.id)
    assert kept(tmp_path) == set()


async def test_a_file_is_found_by_its_name_the_next_day_by_those_who_see_it(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    vera = await meeting.guest("Vera")
    for name, to in (("Budget 2027.pdf", ""), ("budget-draft.txt", vera.identity)):
        await say(meeting, budi, "", to, files=[(await upload(meeting, budi, b"plan", name)).id])
    clock.pass_seconds(timedelta(days=1).total_seconds())

    async def names(who: Person) -> list[str]:
        hits = await meeting.chat.reading.search_all(who.visitor, "budg", None)
        return [card.name for hit in hits for card in hit.message.files]

    assert await names(vera) == ["budget-draft.txt", "Budget 2027.pdf"]
    assert await names(ana) == ["Budget 2027.pdf"]


async def test_files_go_when_their_time_is_over_and_leave_their_names(
    meeting: Party, budi: Person, clock: StillClock, tmp_path: Path
) -> None:
    file = await upload(meeting, budi)
    await say(meeting, budi, "", files=[file.id])
    clock.pass_seconds(timedelta(days=90).total_seconds())
    with pytest.raises(FileExpired):
        await content_of(meeting, budi, file)
    clock.pass_seconds(1)
    await meeting.chat.files.sweep()
    [card] = (await page(meeting, budi)).messages[0].files
    assert (card.name, card.gone, kept(tmp_path)) == ("a.txt", True, set())


async def test_what_was_never_sent_is_forgotten(
    meeting: Party, budi: Person, clock: StillClock, tmp_path: Path
) -> None:
    await upload(meeting, budi)
    clock.pass_seconds(UNSENT_LIFE.total_seconds())
    assert await meeting.chat.files.sweep() == 0
    clock.pass_seconds(1)
    assert await meeting.chat.files.sweep() == 1
    assert kept(tmp_path) == set()


async def test_bytes_that_are_lost_are_a_missing_file(meeting: Party, budi: Person, tmp_path: Path) -> None:
    file = await upload(meeting, budi)
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(FileMissing):
        await content_of(meeting, budi, file)
