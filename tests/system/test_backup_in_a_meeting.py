"""A backup is made while people meet: pictures, sound and words go on, and what it holds opens on an empty machine."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.cli.test_backup import ACCOUNT, Page, Written, rapat
from tests.system.browsers import until
from tests.system.sdk_person import SdkPerson
from tests.system.server import Server, running

PICTURES = 5
"""New pictures that each one must have had before the backup is called a part of a living meeting."""


def guest(site: Server, meeting: str, who: int, voice: str) -> SdkPerson:
    joined = Page(site.url).ask("POST", f"/api/meetings/{meeting}/join", {"name": f"guest {who}"})
    return SdkPerson(joined["url"], joined["token"], who, voice)


def seen_during(copying: ThreadPoolExecutor, command: list[str], people: dict[int, SdkPerson]) -> dict[int, set[int]]:
    """Run a command, and tell which pictures of the other each one saw meanwhile."""
    work = copying.submit(rapat, *command)
    seen: dict[int, set[int]] = {who: set() for who in people}
    while not work.done():
        for who, person in people.items():
            seen[who].add(person.films[1 - who])
        threading.Event().wait(0.02)
    done = work.result()
    assert done.returncode == 0, done.stderr
    return seen


def test_a_meeting_goes_on_while_it_is_copied_and_is_there_on_another_machine(tmp_path: Path) -> None:
    folder, backup = tmp_path / "site", tmp_path / "site.backup"
    folder.mkdir()
    with running(folder, "--dev", scheme="http", host="127.0.0.1") as site:
        written = Written(site.url, site.data)
        writer = threading.Thread(target=written.write_on)
        people = {who: guest(site, written.meeting, who, voice) for who, voice in enumerate(("en", "id"))}
        with people[0], people[1], ThreadPoolExecutor(1) as copying:
            for who, person in people.items():
                until(lambda p=person, w=who: p.films.get(1 - w), lambda number: number is not None, "a first picture")
            writer.start()
            heard = {who: person.pieces_heard() for who, person in people.items()}
            seen = seen_during(copying, ["backup", str(backup), "--data", str(site.data)], people)
            written.stop()
            writer.join()
            assert min(len(pictures) for pictures in seen.values()) >= PICTURES, seen
            assert all(person.pieces_heard() > heard[who] for who, person in people.items())

    another = tmp_path / "another"
    another.mkdir()
    restored = rapat("restore", str(backup), "--data", str(another / "data"))
    assert restored.returncode == 0, restored.stderr
    with running(another, "--dev", scheme="http", host="127.0.0.1") as again:
        page = Page(again.url)
        assert page.ask("POST", "/api/session", ACCOUNT)["name"] == "Ana"
        chat = page.ask("GET", f"/api/meetings/{written.meeting}/messages?limit=100")["messages"]
        texts = [message["text"] for message in chat]
        assert texts[0] == "before" and texts[1:] == [f"during-{number}" for number in range(len(texts) - 1)]
        assert page.send("GET", f"/api/meetings/{written.meeting}/files/{written.file}") == b"the plan"
