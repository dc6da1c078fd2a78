"""What the first release wrote: its chats are read, searched and continued."""

import sqlite3
from pathlib import Path

import pytest

from rapat.domain.chat import Reader
from rapat.domain.ids import Identity, MeetingId
from rapat.ports_chat import Place, Window
from rapat.storage.store import SqlStore

pytestmark = pytest.mark.anyio
ID = MeetingId("abcd-abcd-abcd-abcd")
PLACE = Place(ID, Reader(Identity("p1"), False))
FIRST_RELEASE = """
CREATE TABLE applied_steps (number INTEGER PRIMARY KEY);
INSERT INTO applied_steps VALUES (1);
CREATE TABLE visitors (id VARCHAR(36) PRIMARY KEY, secret_hash BLOB NOT NULL UNIQUE, created_at VARCHAR(32) NOT NULL);
CREATE TABLE meetings (id VARCHAR(24) PRIMARY KEY, title TEXT NOT NULL, created_at VARCHAR(32) NOT NULL,
    locked BOOLEAN NOT NULL, ended_at VARCHAR(32));
CREATE TABLE attendees (meeting VARCHAR(24) REFERENCES meetings (id), visitor VARCHAR(36) REFERENCES visitors (id),
    identity VARCHAR(40) NOT NULL, name TEXT NOT NULL, role VARCHAR(16) NOT NULL, hand INTEGER,
    removed BOOLEAN NOT NULL, joined BOOLEAN NOT NULL, PRIMARY KEY (meeting, visitor), UNIQUE (meeting, identity));
CREATE TABLE messages (id VARCHAR(36) PRIMARY KEY, meeting VARCHAR(24) NOT NULL REFERENCES meetings (id),
    seq INTEGER NOT NULL, client_id VARCHAR(64) NOT NULL, identity VARCHAR(40) NOT NULL, name TEXT NOT NULL,
    text TEXT NOT NULL, sent_at VARCHAR(32) NOT NULL, UNIQUE (meeting, seq), UNIQUE (meeting, identity, client_id));
CREATE TABLE api_keys (key VARCHAR(64) PRIMARY KEY, secret VARCHAR(128) NOT NULL, label TEXT NOT NULL,
    created_at VARCHAR(32) NOT NULL, revoked BOOLEAN NOT NULL);
INSERT INTO visitors VALUES ('v1', x'01', '2026-11-01T09:00:00.000000+00:00');
INSERT INTO meetings VALUES ('abcd-abcd-abcd-abcd', 'Plan', '2026-11-01T09:00:00.000000+00:00', 0, NULL);
INSERT INTO attendees VALUES ('abcd-abcd-abcd-abcd', 'v1', 'p1', 'Ana', 'host', NULL, 0, 1);
INSERT INTO messages VALUES ('m1', 'abcd-abcd-abcd-abcd', 1, 'c1', 'p1', 'Ana', 'old harvest',
    '2026-11-01T09:01:00.000000+00:00');
"""


async def test_old_messages_are_read_and_found(tmp_path: Path) -> None:
    file = tmp_path / "rapat.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(FIRST_RELEASE)
    connection.close()
    store = await SqlStore.open(file)
    [old] = await store.messages.page(PLACE, Window(limit=10))
    assert (old.text, old.to, old.held) == ("old harvest", "", False)
    assert [hit.message.id for hit in await store.messages.search([PLACE], ["harv"], None, 10)] == ["m1"]
    await store.close()
