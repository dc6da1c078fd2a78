"""Settings: a TOML file < environment ``RAPAT_*`` < flags. Checked before anything starts; errors name the key."""

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, IPvAnyAddress, PrivateAttr, ValidationError, model_validator

from rapat.ports_mail import MailServer, Security

DEFAULT_PORT, DEFAULT_DEV_PORT = 8443, 7880
PREFIX = "RAPAT_"

Port = Annotated[int, Field(ge=1, le=65535)]
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HostName = Annotated[str, Field(pattern=rf"^{_LABEL}(\.{_LABEL})*$", max_length=253)]
LISTS = frozenset({"advertise", "names"})
"""Settings of several values: separated by commas in the environment."""


MAX_MEDIA_WORKERS = 64
"""As many as the media core tells apart."""


def spare_cores() -> int:
    """Cores that this process may use, less one for everything but packets; at least 1."""
    return min(max(1, len(os.sched_getaffinity(0)) - 1), MAX_MEDIA_WORKERS)


class BadSettings(ValueError):
    """A setting cannot be right; the text names each key, where it came from, and the rule."""


class Settings(BaseModel):
    """What an operator may decide. Every field has a default: ``rapat serve`` needs no arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(
        default_factory=lambda: default_data_folder(), description="directory of everything that is kept"
    )
    database_url: Annotated[str, Field(pattern=r"^(postgres(ql)?://\S+)?$")] = Field(
        "",
        description="postgresql://user:password@host/database; empty = a file of SQLite below data",
        repr=False,
    )
    port: Port | None = Field(None, description="TCP port of HTTPS and UDP port of media; default 8443, with dev 7880")
    host: IPvAnyAddress | None = Field(None, description="address to listen on; default all, with dev 127.0.0.1")
    advertise: tuple[IPvAnyAddress, ...] = Field(
        (), description="addresses that clients are told for media, for a box behind NAT"
    )
    names: tuple[HostName, ...] = Field((), description="further host names for Rapat's own certificate")
    tls_cert: Path | None = Field(None, description="own certificate chain (PEM) instead of Rapat's authority")
    tls_key: Path | None = Field(None, description="its key (PEM)")
    dev: bool = Field(
        False, description="plain HTTP on 127.0.0.1 with key devkey, secret secret; for development alone"
    )
    max_participants: Annotated[int, Field(ge=2, le=1000)] = Field(200, description="people in one meeting")
    media_workers: Annotated[int, Field(ge=1, le=MAX_MEDIA_WORKERS)] = Field(
        default_factory=spare_cores,
        description="threads that forward packets, all on the one port; default one less than the cores",
    )
    media_room_peers: Annotated[int, Field(ge=1, le=1000)] = Field(
        64, description="people of one meeting on one of these threads before the meeting spills over to the next"
    )
    media_loudest: Annotated[int, Field(ge=1, le=16)] = Field(
        5, description="microphones that are passed on in a meeting with many open ones: the loudest"
    )
    media_loudest_above: Annotated[int, Field(ge=1, le=1000)] = Field(
        8, description="open microphones of a meeting up to which all are passed on"
    )
    file_mb: Annotated[int, Field(ge=1, le=4096)] = Field(25, description="megabytes of one file in a chat")
    meeting_files_mb: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        2_000, description="megabytes of all files of one meeting"
    )
    keep_files_days: Annotated[int, Field(ge=1, le=3650)] = Field(90, description="days until a file is deleted")
    files_store: Annotated[str, Field(pattern=r"^(s3://[^\s]+)?$")] = Field(
        "", description="s3://bucket/prefix for files of chats, with the usual AWS_ variables; empty = below data"
    )
    metrics_token: str = Field("", description="bearer token for /metrics from other machines; empty = loopback alone")
    url: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")] = Field(
        "",
        description="address of this site in letters, as https://meet.example.org; default: made from names and port",
    )
    mail_host: HostName | None = Field(None, description="mail server (SMTP); none = links are shown to be copied")
    mail_port: Port = Field(587, description="its port")
    mail_security: Security = Field(Security.STARTTLS, description="starttls, tls, or none inside a closed network")
    mail_user: str = Field("", description="name to sign in to the mail server with; empty = without")
    mail_password: str = Field("", description="its password", repr=False)
    mail_sender: str = Field("", description="address that letters come from, as Rapat <rapat@example.org>")
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$")] = Field(
        "info", description="least severe line that is logged"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together: give both or none")
        if self.dev and self.host is not None and str(self.host) != "127.0.0.1":
            raise ValueError(
                "host: with dev only 127.0.0.1 is served, as everybody knows the key; leave host out or dev off"
            )
        if self.dev and self.tls_cert is not None:
            raise ValueError("tls_cert: dev is plain HTTP; leave one of them out")
        if self.mail_host is not None and "@" not in self.mail_sender:
            raise ValueError("mail_sender: letters need an address that they come from, as rapat@example.org")
        return self

    _file: Path | None = PrivateAttr(None)

    @property
    def file(self) -> Path | None:
        """The settings file that was read; None = there was none. Backups take it along."""
        return self._file

    def read_from(self, file: Path | None) -> "Settings":
        """The same settings, knowing the file that they were read from."""
        told = self.model_copy()
        told._file = file  # noqa: SLF001 - of the same class
        return told

    @property
    def mail_server(self) -> MailServer | None:
        """Where letters go; None = nowhere."""
        if self.mail_host is None:
            return None
        return MailServer(
            host=self.mail_host,
            port=self.mail_port,
            security=self.mail_security,
            sender=self.mail_sender,
            user=self.mail_user,
            password=self.mail_password,
        )

    @property
    def listen_port(self) -> int:
        """The port in force."""
        return self.port or (DEFAULT_DEV_PORT if self.dev else DEFAULT_PORT)

    @property
    def listen_host(self) -> str:
        """The address in force."""
        if self.dev:
            return "127.0.0.1"
        return str(self.host) if self.host is not None else "0.0.0.0"

    @property
    def database(self) -> Path:
        """The database file, where ``database_url`` names no other database."""
        return self.data / "rapat.db"

    @property
    def storage(self) -> Path | str:
        """Where rows are kept: the database file, or the address of the database that ``database_url`` names."""
        return self.database_url or self.database

    @property
    def files(self) -> Path:
        """Folder of the files in chats."""
        return self.data / "files"

    @property
    def incoming(self) -> Path:
        """Folder of files that are being received."""
        return self.data / "incoming"

    @property
    def certificates(self) -> Path:
        """Folder of the authority and the server's certificate."""
        return self.data / "tls"


def default_data_folder() -> Path:
    """Where the platform's convention puts a program's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "rapat"
    if os.geteuid() == 0:
        return Path("/var/lib/rapat")
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "rapat"


def load(flags: Mapping[str, Any], environment: Mapping[str, str], file: Path | None) -> Settings:
    """Put the three sources together.

    Args:
        flags: from the command line; None = not given.
        environment: ``RAPAT_PORT=…`` and so on; lists are separated by commas.
        file: a TOML file with the same keys, or None.

    Raises:
        BadSettings: the file cannot be read, or a value cannot be right.
    """
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    sources = (
        (str(file), _from_file(file) if file is not None else {}),
        ("environment", _from_environment(environment)),
        ("command line", {key: value for key, value in flags.items() if value is not None}),
    )
    for name, source in sources:
        values.update(source)
        origin.update(dict.fromkeys(source, name))
    try:
        loaded = Settings.model_validate(values)
    except ValidationError as error:
        raise BadSettings("\n".join(_explain(problem, origin) for problem in error.errors())) from error
    return loaded.read_from(file)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{file}: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in Settings.model_fields:
        text = environment.get(PREFIX + key.upper())
        if text is not None:
            values[key] = tuple(part.strip() for part in text.split(",") if part.strip()) if key in LISTS else text
    return values


def _explain(problem: Any, origin: Mapping[str, str]) -> str:
    key = str(problem["loc"][0]) if problem["loc"] else ""
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{key} (from the {origin.get(key, 'settings')}): {message}" if key else message
