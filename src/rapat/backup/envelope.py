"""The encrypted file: a ZIP of two age files (age-encryption.org/v1), which standard tools open without Rapat.

``key.age`` holds a fresh X25519 identity under the passphrase, ``data.age`` the archive for that identity: the
passphrase form alone would need everything in memory at once.
"""

import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import IO, cast

import pyrage
from pyrage import passphrase as by_passphrase
from pyrage import x25519

KEY, DATA, NOTE = "key.age", "data.age", "README.txt"
KEY_MAX = 64 * 1024
"""Bytes of ``key.age``: a fortieth is used."""
HOW_TO = (
    "A backup of Rapat. Restore it with: rapat restore FILE --data DIRECTORY\n"
    "Without Rapat: age -d key.age > key; age -d -i key data.age | tar -x\n"
)


class NoBackup(Exception):
    """The file is no backup, is damaged, or the passphrase is wrong; ``str`` says which."""


def seal(target: IO[bytes], secret: str, fill: Callable[[BufferedIOBase], None]) -> None:
    """Write an envelope.

    Args:
        target: an open file that can be sought in.
        secret: the passphrase.
        fill: writes the content; called in another thread.
    """
    identity = x25519.Identity.generate()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as envelope:
        envelope.writestr(NOTE, HOW_TO)
        envelope.writestr(KEY, by_passphrase.encrypt(str(identity).encode(), secret))
        with envelope.open(DATA, "w", force_zip64=True) as sealed, _filled_by(fill) as content:
            pyrage.encrypt_io(content, cast(BufferedIOBase, sealed), [identity.to_public()])


@contextmanager
def unseal(source: IO[bytes], secret: str) -> Iterator[BufferedIOBase]:
    """The content of an envelope, as a stream to be read to its end.

    Raises:
        NoBackup: see there; also after the stream, when its end shows that it was damaged.
    """
    try:
        with zipfile.ZipFile(source) as envelope:
            identity = _identity(envelope, secret)
            with envelope.open(DATA) as sealed:
                read = _filled_by(lambda sink: pyrage.decrypt_io(cast(BufferedIOBase, sealed), sink, [identity]))
                with read as content:
                    yield content
    except (zipfile.BadZipFile, KeyError) as error:
        raise NoBackup("this is no backup of Rapat, or it is damaged") from error
    except pyrage.DecryptError as error:
        raise NoBackup("the file is damaged") from error


def _identity(envelope: zipfile.ZipFile, secret: str) -> x25519.Identity:
    if envelope.getinfo(KEY).file_size > KEY_MAX:
        raise NoBackup("this is no backup of Rapat")
    try:
        return x25519.Identity.from_str(by_passphrase.decrypt(envelope.read(KEY), secret).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as error:
        raise NoBackup("the passphrase is wrong") from error


@contextmanager
def _filled_by(fill: Callable[[BufferedIOBase], None]) -> Iterator[BufferedIOBase]:
    """The reading end of what ``fill`` writes in a thread; its exception is raised at the end."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as sink:
                fill(sink)
        except BrokenPipeError:
            pass  # the reader has gone, and says why itself
        except BaseException as error:  # noqa: BLE001 - raised again by the reader
            failed.append(error)

    thread = threading.Thread(target=run, name="rapat-backup")
    with os.fdopen(reading, "rb") as source:
        thread.start()
        try:
            yield source
        finally:
            source.close()
            thread.join()
    if failed:
        raise failed[0]
