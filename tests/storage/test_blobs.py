"""Bytes of files: kept once under their hash, gone when forgotten, never half there."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from obstore.store import LocalStore, S3Store

from rapat.domain.errors import FileTooLarge
from rapat.storage.blobs import WRITE_BYTES, Blobs, open_store
from tests.fakes.objects import BUCKET, ObjectServer, object_server

pytestmark = pytest.mark.anyio


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


@pytest.fixture
def objects() -> Iterator[ObjectServer]:
    with object_server() as started:
        yield started


@pytest.fixture(params=["", f"s3://{BUCKET}/rapat"], ids=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blobs:
    """In a folder, and in an object store."""
    if request.param:
        started: ObjectServer = request.getfixturevalue("objects")
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
    return Blobs(open_store(tmp_path / "files", request.param), tmp_path)


async def test_what_was_received_comes_back_and_leaves_no_spool(blobs: Blobs, tmp_path: Path) -> None:
    content = (b"head", bytes(WRITE_BYTES), b"tail")
    async with blobs.receive(pieces(*content), 2 * WRITE_BYTES) as received:
        await blobs.keep(received)
        await blobs.keep(received)
    whole = b"".join(content)
    assert (received.digest, received.size) == (hashlib.sha256(whole).hexdigest(), len(whole))
    assert b"".join([piece async for piece in await blobs.stream(received.digest)]) == whole
    assert list(tmp_path.glob("upload-*")) == []
    await blobs.delete(received.digest)
    await blobs.delete(received.digest)
    with pytest.raises(FileNotFoundError):
        await blobs.stream(received.digest)


async def test_what_is_too_large_is_given_up_while_it_comes(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        async with blobs.receive(pieces(b"12345", b"67890"), 9):
            pytest.fail("nothing may be kept")
    assert list(tmp_path.glob("upload-*")) == []


def test_files_lie_in_a_folder_unless_an_object_store_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    assert isinstance(open_store(tmp_path / "files", ""), LocalStore)
    assert isinstance(open_store(tmp_path / "files", "s3://bucket/rapat"), S3Store)
