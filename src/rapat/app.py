"""Builds every part from the settings and joins them: the only file that knows all rooms."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
import uuid_utils
from fastapi import FastAPI
from obstore.exceptions import BaseError as ObjectStoreError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from rapat import __version__
from rapat.backup.shelf import Shelf
from rapat.config import Settings
from rapat.domain.ids import Identity
from rapat.domain.retention import Retention
from rapat.domain.site import Bounds
from rapat.engine.embedded.engine import EmbeddedEngine, EmbeddedSettings, build_embedded_engine
from rapat.http import application, errors, trust
from rapat.http.context import HttpContext
from rapat.identity.addresses import LOOPBACK, LocalAddresses
from rapat.identity.api_keys import KeyRing, product_key
from rapat.identity.ca import Authority, LeafFiles, leaf_end, load_or_make_authority, load_or_make_leaf
from rapat.identity.invitations import SignedInvitations
from rapat.identity.known_devices import SignedDevices
from rapat.identity.passwords import Argon2Passwords
from rapat.identity.reply_links import SignedReplyLinks
from rapat.identity.seal import Seal
from rapat.identity.sessions import SECRET_BYTES, Sessions
from rapat.mail.kept import KeptMail
from rapat.mail.outbox import Outbox
from rapat.mail.wording import Wording
from rapat.ports import Clock
from rapat.ports_mail import Mail
from rapat.services.accounts import Accounts
from rapat.services.administration import AdministrationService
from rapat.services.attendance import Attendance
from rapat.services.backups import BackupService
from rapat.services.calendar.planning import Planning
from rapat.services.chat.chat import Chat
from rapat.services.chat.files import FileLimits
from rapat.services.departure import DepartureService
from rapat.services.door import Doorkeeper
from rapat.services.eviction import Eviction
from rapat.services.floor import FloorService
from rapat.services.governing import Governing
from rapat.services.hands import HandService
from rapat.services.limits import Rate, RateLimiter
from rapat.services.mail_settings import MailSettingsService
from rapat.services.meetings import MeetingService
from rapat.services.moderation import ModerationService
from rapat.services.people import SendOut
from rapat.services.program_keys import ProgramKeyService
from rapat.services.repeats import RepeatService
from rapat.services.reports import ReportService
from rapat.services.retention import RetentionService
from rapat.services.rules import RulesService
from rapat.services.site import Site, SiteService
from rapat.services.templates import TemplateService
from rapat.services.timekeeping import Timekeeper
from rapat.services.waiting import WaitingRoom
from rapat.storage import copying
from rapat.storage.blobs import Blobs, open_store
from rapat.storage.store import SqlStore
from rapat.telemetry.box import RunningBox
from rapat.telemetry.live import LiveCounts
from rapat.telemetry.metrics import Metrics
from rapat.telemetry.requests import RequestCounts, RequestLog

CREATING = Rate(burst=60, per_second=1)
"""Meetings and sessions from one address: a class of thirty behind one NAT starts at once."""
ASKING = Rate(burst=2_000, per_second=200)
"""API calls from one address: five hundred people behind one NAT whose apps look at the meeting at once."""
ACTING = Rate(burst=60, per_second=10)
"""API calls of one session: no person clicks faster; the burst is an app that pages through a long chat."""
KEYS_SECONDS = 5
"""How soon a key made with ``rapat apikey`` is known to the running server."""
SWEEP_SECONDS = 600
"""How long a file that was taken back may lie on the disk; nobody is given it meanwhile."""
MEGABYTE = 1_000_000
LONG_TURN_MS = 50
"""A turn of a media thread above this is heard as a gap."""
FOLDER_MODE = 0o700
"""The directory holds keys and what people wrote: it is for its owner alone."""
log = structlog.get_logger("rapat.app")


@dataclass(frozen=True, slots=True)
class Tls:
    """What HTTPS is served with; ``authority`` None = the operator's own certificate."""

    files: LeafFiles
    authority: Authority | None


@dataclass(frozen=True, slots=True)
class Office:
    """What administrators work with."""

    administration: AdministrationService
    site: SiteService
    mail: MailSettingsService
    retention: RetentionService
    backups: BackupService


@dataclass(slots=True)
class Application:
    """The parts of a running server. ``await start()``, serve ``asgi``, ``await stop()``."""

    asgi: FastAPI
    engine: EmbeddedEngine
    store: SqlStore
    keys: KeyRing
    core: Any
    attendance: Attendance
    timekeeper: Timekeeper
    chat: Chat
    accounts: Accounts
    outbox: Outbox
    office: Office
    program_keys: ProgramKeyService
    repeats: RepeatService
    _tasks: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    async def start(self) -> None:
        """Take joins."""
        await self.engine.start()
        self.outbox.start()
        for warning in self.core.warnings():
            log.warning("media_core", advice=warning)
        self._tasks = [
            asyncio.create_task(self._tend(), name="tend the server"),
            asyncio.create_task(self.attendance.run(), name="follow coming and going"),
            asyncio.create_task(self._sweep(), name="forget what has had its time"),
        ]

    async def stop(self) -> None:
        """Tell everybody in a meeting, then close media and storage. Idempotent."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        await self.outbox.stop()
        await self.engine.stop()
        await self.store.close()

    async def _sweep(self) -> None:
        while True:
            try:
                await self.chat.files.sweep()
                await self.office.retention.tend()
                await self.office.backups.tend()
                await self.program_keys.tend()
                await self.repeats.tend()
            except (SQLAlchemyError, OSError) as error:  # what should go waits for the next round
                log.warning("not_swept", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _tend(self) -> None:
        seen = None
        while True:
            await asyncio.sleep(KEYS_SECONDS)
            try:
                latest = self.store.last_write()
                if latest != seen:
                    self.keys.load(await self.store.api_keys.all())
                    seen = latest
            except (SQLAlchemyError, OSError) as error:  # the keys known so far stay in force
                log.warning("keys_not_read", error=type(error).__name__)
            try:
                await self.attendance.tend()
                await self.timekeeper.tend()
            except SQLAlchemyError as error:  # the meetings wait for the next round
                log.warning("attendance_not_tended", error=type(error).__name__)
            longest = self.core.longest_turn_ms()
            if longest > LONG_TURN_MS:
                log.warning("media_core_late", milliseconds=round(longest))


def site_address(settings: Settings, addresses: LocalAddresses) -> str:
    """Where this site is, for links that somebody opens elsewhere; without a slash at its end."""
    if settings.url:
        return settings.url
    host = LOOPBACK if settings.dev else next(iter((*settings.names, *addresses.lan)), "localhost")
    scheme = "http" if settings.dev else "https"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.listen_port}"


def build_accounts(
    store: SqlStore, clock: Clock, mail: Mail, devices: SignedDevices, site: str, send_out: SendOut
) -> Accounts:
    """The services of accounts over a store; see ``Accounts.on``."""
    return Accounts.on(
        store,
        clock,
        Argon2Passwords(),
        mail,
        devices,
        new_id=_row_id,
        new_secret=new_secret,
        site=site,
        send_out=send_out,
    )


def build_program_keys(store: SqlStore, clock: Clock) -> ProgramKeyService:
    """Keys of programs over a store."""
    return ProgramKeyService(store, clock, new_id=_row_id, new_secret=new_secret)


def prepare_tls(settings: Settings, addresses: LocalAddresses, clock: Clock) -> Tls | None:
    """Certificates of this box; made on the first start. None = plain HTTP (dev).

    Raises:
        ValueError: files that are there cannot be read.
    """
    if settings.dev:
        return None
    if settings.tls_cert is not None and settings.tls_key is not None:
        return Tls(LeafFiles(settings.tls_cert, settings.tls_key), None)
    settings.data.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    authority = load_or_make_authority(settings.certificates, clock.now())
    advertised = (str(address) for address in settings.advertise)
    reachable = replace(addresses, names=(*addresses.names, *settings.names), lan=(*addresses.lan, *advertised))
    return Tls(load_or_make_leaf(settings.certificates, authority, reachable, clock.now()), authority)


async def build(settings: Settings, addresses: LocalAddresses, tls: Tls | None, clock: Clock) -> Application:
    """Open storage and media and join everything; nothing is served yet.

    Raises:
        rapat_sfu.EngineError: the media port cannot be bound.
        rapat.storage.database.DatabaseUnusable: it cannot be reached, or a newer version has written the data.
    """
    settings.data.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    store = await SqlStore.open(settings.storage)
    try:
        return await _build_on(store, settings, addresses, tls, clock)
    except BaseException:
        await store.close()
        raise


async def _build_on(
    store: SqlStore, settings: Settings, addresses: LocalAddresses, tls: Tls | None, clock: Clock
) -> Application:
    own_key = await product_key(store, clock)
    keys = KeyRing(dev=settings.dev)
    keys.load(await store.api_keys.all())
    core = _media_core(settings, addresses)
    engine = _engine(settings, own_key.key, keys, core, clock)
    site = site_address(settings, addresses)
    kept_mail = KeptMail(settings.data, settings.mail_server)
    in_force = Site(Bounds(people=settings.max_participants, file_mb=settings.file_mb))
    outbox = Outbox(Wording(clock, site, lambda: in_force.now.name), lambda: kept_mail.server)
    devices = SignedDevices(own_key.secret, new_secret)
    accounts = build_accounts(store, clock, outbox, devices, site, Eviction(store, engine).send_out)
    live, requests = LiveCounts(), RequestCounts()
    attendance = Attendance(store, engine, clock)
    engine.on_event(live.listen)
    engine.on_event(attendance.listen)
    engine.ask_standing(attendance.standing)
    metrics = Metrics({"media": core.stats, "engine": live.figures, "http": requests.figures})
    invitations = SignedInvitations(own_key.secret)
    replies = SignedReplyLinks(own_key.secret)
    box = _box(settings, store, clock, tls, core)
    administration = AdministrationService(store, engine, clock, box, new_id=_row_id)
    mail_settings = MailSettingsService(kept_mail, outbox, administration)
    office = await _office(settings, store, engine, clock, administration, mail_settings, in_force)
    timekeeper = Timekeeper(store, engine, clock, in_force)
    engine.on_event(timekeeper.listen)
    secure = tls is not None
    context = _context(settings, store, engine, clock, invitations, replies, accounts, office, site, secure=secure)
    asgi = application.build(
        context,
        engine_routes=engine.routes,
        root=_trusted_root(tls),
        ready=_not_ready(engine, store),
        metrics=metrics.exposition,
        metrics_token=settings.metrics_token,
    )
    errors.answer_as_away(asgi, OperationalError, InterfaceError, NoConnection, ObjectStoreError)
    errors.answer_as_invalid(asgi, DataError)
    asgi.add_middleware(RequestLog, counts=requests)
    return Application(
        asgi,
        engine,
        store,
        keys,
        core,
        attendance,
        timekeeper,
        context.chat,
        accounts,
        outbox,
        office,
        context.keys,
        context.repeats,
    )


def _engine(settings: Settings, signing_key: str, keys: KeyRing, core: Any, clock: Clock) -> EmbeddedEngine:
    return build_embedded_engine(
        EmbeddedSettings(
            signing_key=signing_key, max_participants=settings.max_participants, allow_simulation=settings.dev
        ),
        clock=clock,
        api_keys=keys.secret,
        core=core,
    )


def _trusted_root(tls: Tls | None) -> trust.TrustedRoot | None:
    if tls is None or tls.authority is None:
        return None
    return trust.TrustedRoot(tls.authority.pem, tls.authority.der, tls.authority.fingerprint)


def _not_ready(engine: EmbeddedEngine, store: SqlStore) -> Callable[[], Awaitable[list[str]]]:
    async def not_ready() -> list[str]:
        missing = [] if engine.ready else ["media"]
        return missing if await store.healthy() else [*missing, "storage"]

    return not_ready


def _box(settings: Settings, store: SqlStore, clock: Clock, tls: Tls | None, core: Any) -> RunningBox:
    return RunningBox(
        settings.data,
        store.size,
        clock,
        port=settings.listen_port,
        certificate_until=lambda: leaf_end(tls.files) if tls is not None else None,
        warnings=core.warnings,
        media=core.stats,
    )


def _departure(
    store: SqlStore, engine: EmbeddedEngine, clock: Clock, blobs: Blobs, accounts: Accounts, office: Office
) -> DepartureService:
    return DepartureService(
        store,
        clock,
        blobs,
        people=accounts.people,
        sign_in=accounts.sign_in,
        send_out=Eviction(store, engine).send_out,
        administration=office.administration,
    )


def _media_core(settings: Settings, addresses: LocalAddresses) -> Any:
    # Imported here: the command line works, and says what to do, where the native part is missing.
    import rapat_sfu

    if settings.dev:
        bind = [LOOPBACK]
    elif settings.host is not None and not settings.host.is_unspecified:
        bind = [str(settings.host)]
    else:
        bind = list(addresses.all)
    advertise = [str(address) for address in settings.advertise] or None
    return rapat_sfu.Engine(
        port=settings.listen_port,
        bind=bind,
        advertise=advertise,
        workers=settings.media_workers,
        room_peers=settings.media_room_peers,
        loudest=settings.media_loudest,
        loudest_above=settings.media_loudest_above,
    )


async def _office(
    settings: Settings,
    store: SqlStore,
    engine: EmbeddedEngine,
    clock: Clock,
    administration: AdministrationService,
    mail: MailSettingsService,
    in_force: Site,
) -> Office:
    site = SiteService(store, in_force, Governing(store, engine), administration)
    usual = Retention(files=settings.keep_files_days)
    rows = copying.to_file(settings.database_url) if settings.database_url else None
    shelf = Shelf(settings.data, settings.file, version=__version__, snapshot=rows)
    office = Office(
        administration,
        site,
        mail,
        RetentionService(store, clock, administration, usual=usual),
        BackupService(shelf, clock, administration),
    )
    await office.site.load()
    await office.retention.load()
    return office


def _chat(
    settings: Settings, store: SqlStore, engine: EmbeddedEngine, clock: Clock, blobs: Blobs, office: Office
) -> Chat:
    settings.incoming.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)

    def limits() -> FileLimits:
        file_bytes = office.site.site.file_mb * MEGABYTE
        return FileLimits(file_bytes, settings.meeting_files_mb * MEGABYTE, office.retention.now.file_life)

    return Chat.on(store, engine, clock, blobs, new_id=_row_id, limits=limits)


def _planning(
    store: SqlStore, clock: Clock, meetings: MeetingService, mail: Mail, links: SignedReplyLinks, site: str
) -> Planning:
    return Planning.on(store, clock, meetings, mail, links, new_id=_row_id, new_secret=new_secret, site=site)


def _meetings(
    store: SqlStore, engine: EmbeddedEngine, clock: Clock, door: Doorkeeper, waiting: WaitingRoom, office: Office
) -> MeetingService:
    return MeetingService(
        store,
        engine,
        clock,
        choose=secrets.choice,
        new_identity=lambda: Identity(f"p_{uuid_utils.uuid7().hex}"),
        door=door,
        waiting=waiting,
        site=office.site.site,
    )


def _context(
    settings: Settings,
    store: SqlStore,
    engine: EmbeddedEngine,
    clock: Clock,
    invitations: SignedInvitations,
    reply_links: SignedReplyLinks,
    accounts: Accounts,
    office: Office,
    site: str,
    *,
    secure: bool,
) -> HttpContext:
    blobs = Blobs(open_store(settings.files, settings.files_store), settings.incoming)
    hands = HandService(store, engine)
    door = Doorkeeper(store, clock, invitations, new_id=_row_id)
    waiting = WaitingRoom(store, engine, clock)
    meetings = _meetings(store, engine, clock, door, waiting, office)
    return HttpContext(
        meetings=meetings,
        moderation=ModerationService(store, engine, clock),
        chat=_chat(settings, store, engine, clock, blobs, office),
        hands=hands,
        floor=FloorService(store, engine, clock, hands),
        door=door,
        waiting=waiting,
        reports=ReportService(store, clock, new_id=_row_id),
        rules=RulesService(store, engine, office.site.site),
        accounts=accounts,
        administration=office.administration,
        site=office.site,
        mail=office.mail,
        retention=office.retention,
        backups=office.backups,
        departure=_departure(store, engine, clock, blobs, accounts, office),
        planning=_planning(store, clock, meetings, accounts.mail, reply_links, site),
        templates=TemplateService(store, clock, meetings, office.site.site, choose=secrets.choice, new_id=_row_id),
        sessions=Sessions(store, clock, new_id=_row_id, new_secret=new_secret),
        keys=build_program_keys(store, clock),
        repeats=RepeatService(store, clock, Seal()),
        creating=RateLimiter(CREATING),
        asking=RateLimiter(ASKING),
        acting=RateLimiter(ACTING),
        monotonic=clock.monotonic,
        secure=secure,
        version=__version__,
        dev=settings.dev,
    )


def new_secret() -> str:
    """256 unpredictable bits, as text for a cookie or a link."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _row_id() -> str:
    return str(uuid_utils.uuid7())
