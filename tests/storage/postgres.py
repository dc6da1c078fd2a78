"""Debian's PostgreSQL, started for a run of the tests: a Unix socket in a folder of its own, nothing on the network.

Its own order of text is made unlike SQLite's on purpose (ICU, English): what must be equal on both shows.
"""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

USER, PASSWORD = "rapat", "a/secret @word"
TEMPLATE = "newest"
PORT = 5432
"""Part of the socket's name."""
SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB")
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; the first of these that the machine has runs it then."""
READY = "ready to accept connections"


class PostgresMissing(Exception):
    """What is not here; ``str`` says how to get it."""


def programs() -> Path:
    """Folder of ``initdb`` and ``postgres``, the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    here = shutil.which("initdb")
    if not found and here is None:
        raise PostgresMissing("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(str(here)).parent


class PostgresServer:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = (f"d{number}" for number in itertools.count())

    def address(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        """The URL of a database."""
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={self._folder}"

    def run(self, sql: str, database: str = "postgres") -> None:
        """A statement outside of any transaction."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def let_in(self, address: str, wanted: bool) -> None:
        """Close a database to everybody, as a server that stops does, or open it again."""
        name = urlsplit(address).path.removeprefix("/")
        self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {wanted}")
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    @contextmanager
    def database(self, options: str = f"TEMPLATE {TEMPLATE} STRATEGY file_copy") -> Iterator[str]:
        """URL of a fresh database, gone afterwards; by default with the newest schema."""
        name = next(self._names)
        self.run(f"CREATE DATABASE {name} {options}")
        try:
            yield self.address(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server for as long as the context lasts; it dies with this process in any case.

    Raises:
        PostgresMissing: with what to install.
    """
    bins = programs()
    folder = Path(tempfile.mkdtemp(prefix="rapat-pg-"))
    lower = _lower_rights(folder)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    how = ("--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}", "--no-sync", "--encoding=UTF8")
    order = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
    data = folder / "data"
    try:
        subprocess.run([*lower, bins / "initdb", "-D", data, *how, *order], check=True, stdout=subprocess.DEVNULL)
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [*lower, bins / "postgres", "-D", data, "-k", folder, "-p", str(PORT), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder) as server:
            try:
                _wait(server)
                yield PostgresServer(folder)
            finally:
                server.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: "subprocess.Popen[str]") -> None:
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if READY in line:
            server.stderr.close()  # nobody reads on; the server does not mind
            return
    raise RuntimeError(f"PostgreSQL did not start: {''.join(said)}")


def _lower_rights(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next((known[name] for name in UNPRIVILEGED if name in known), None)
    if user is None or shutil.which("setpriv") is None:
        raise PostgresMissing("PostgreSQL does not run as root: apt-get install util-linux, or run the tests as a user")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--pdeathsig=QUIT",
    ]
