"""The HTTP application in process, over a real database and a fake engine; browsers as clients with cookie jars."""

import itertools
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2
from argon2.profiles import CHEAPEST

from rapat.backup.shelf import Shelf
from rapat.domain.retention import Retention
from rapat.http import application, trust
from rapat.http.context import HttpContext
from rapat.identity.known_devices import SignedDevices
from rapat.identity.passwords import Argon2Passwords
from rapat.identity.reply_links import SignedReplyLinks
from rapat.identity.seal import Seal
from rapat.identity.sessions import Sessions
from rapat.mail.kept import KeptMail
from rapat.mail.outbox import Outbox
from rapat.mail.wording import Wording
from rapat.ports_admin import Health
from rapat.services.accounts import Accounts
from rapat.services.administration import AdministrationService
from rapat.services.backups import BackupService
from rapat.services.calendar.planning import Planning
from rapat.services.departure import DepartureService
from rapat.services.eviction import Eviction
from rapat.services.governing import Governing
from rapat.services.limits import Rate, RateLimiter
from rapat.services.mail_settings import MailSettingsService
from rapat.services.program_keys import ProgramKeyService
from rapat.services.repeats import RepeatService
from rapat.services.retention import RetentionService
from rapat.services.site import SiteService
from rapat.services.templates import TemplateService
from rapat.storage.copying import to_file
from tests.conftest import StillClock
from tests.fakes.mail import FakeMail
from tests.services.party import Party, party

PASSWORDS = Argon2Passwords(CHEAPEST)
ORIGIN = "https://box.lan:8443"
ROOT = trust.TrustedRoot(pem=b"pem", der=b"der", fingerprint="AB:CD")
CREATING = Rate(burst=30, per_second=1)
ASKING = Rate(burst=100, per_second=10)
ACTING = Rate(burst=40, per_second=10)


class Browser:
    """One browser: it keeps its cookies and says where its requests come from."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.identity = ""

    async def send(self, method: str, path: str, body: object = None, **headers: str) -> httpx2.Response:
        """A request as our own page makes it, unless ``headers`` say otherwise."""
        known = {"sec_fetch_site": "same-origin", **headers}
        sent = {name.replace("_", "-"): value for name, value in known.items() if value}
        return await self.client.request(method, path, json=body, headers=sent)

    async def join(self, meeting: str, name: str) -> httpx2.Response:
        """Join by the API; remembers the identity."""
        answer = await self.send("POST", f"/api/meetings/{meeting}/join", {"name": name})
        if answer.status_code == 200:
            self.identity = answer.json()["identity"]
        return answer


class HttpServer:
    """The application and what stands behind it."""

    def __init__(
        self, behind: Party, clock: StillClock, stack: AsyncExitStack, folder: Path, place: Path | str
    ) -> None:
        self.behind, self.clock, self._stack, self.folder = behind, clock, stack, folder
        self.engine = behind.engine
        self.missing: list[str] = []
        self.numbers = itertools.count(1)
        store = behind.store
        self.mail = FakeMail()
        self.accounts = Accounts.on(
            store,
            clock,
            PASSWORDS,
            self.mail,
            SignedDevices("secret", lambda: secrets.token_urlsafe(32)),
            new_id=lambda: secrets.token_hex(8),
            new_secret=lambda: secrets.token_urlsafe(32),
            site="https://site.example",
            send_out=Eviction(store, behind.engine).send_out,
        )
        self.administration = AdministrationService(
            store, behind.engine, clock, self, new_id=lambda: f"{next(self.numbers):08}"
        )
        self.governing = Governing(store, behind.engine)
        self.retention = RetentionService(store, clock, self.administration, usual=Retention())
        self.departure = DepartureService(
            store,
            clock,
            behind.blobs,
            people=self.accounts.people,
            sign_in=self.accounts.sign_in,
            send_out=Eviction(store, behind.engine).send_out,
            administration=self.administration,
        )
        rows = to_file(place) if isinstance(place, str) else None
        self.backups = BackupService(Shelf(folder, None, version="1.2.3", snapshot=rows), clock, self.administration)
        self.kept_mail = KeptMail(folder, None)
        wording = Wording(clock, "https://site.example", lambda: behind.site.now.name)
        letters = Outbox(wording, lambda: self.kept_mail.server)
        self.keys = ProgramKeyService(
            store, clock, new_id=lambda: secrets.token_hex(8), new_secret=lambda: secrets.token_urlsafe(32)
        )
        self.repeats = RepeatService(store, clock, Seal())
        context = HttpContext(
            meetings=behind.meetings,
            moderation=behind.moderation,
            chat=behind.chat,
            hands=behind.hands,
            floor=behind.floor,
            door=behind.door,
            waiting=behind.waiting,
            rules=behind.rules,
            reports=behind.reports,
            accounts=self.accounts,
            administration=self.administration,
            site=SiteService(store, behind.site, self.governing, self.administration),
            retention=self.retention,
            departure=self.departure,
            backups=self.backups,
            mail=MailSettingsService(self.kept_mail, letters, self.administration),
            planning=Planning.on(
                store,
                clock,
                behind.meetings,
                self.mail,
                SignedReplyLinks("a secret of the product"),
                new_id=lambda: secrets.token_hex(8),
                new_secret=lambda: secrets.token_urlsafe(32),
                site="https://site.example",
            ),
            templates=TemplateService(
                store,
                clock,
                behind.meetings,
                behind.site,
                choose=secrets.choice,
                new_id=lambda: secrets.token_hex(8),
            ),
            sessions=Sessions(
                store, clock, new_id=lambda: secrets.token_hex(8), new_secret=lambda: secrets.token_urlsafe(32)
            ),
            keys=self.keys,
            repeats=self.repeats,
            creating=RateLimiter(CREATING),
            asking=RateLimiter(ASKING),
            acting=RateLimiter(ACTING),
            monotonic=clock.monotonic,
            secure=True,
            version="1.2.3",
            dev=False,
        )
        self.app = application.build(
            context,
            engine_routes=[],
            root=ROOT,
            ready=self._ready,
            metrics=lambda: b"rapat_test 1\n",
            metrics_token="scrape-me",
        )

    async def health(self) -> Health:
        """``ports_admin.Box``: a box that is well."""
        return Health(
            started_at=self.clock.now(),
            port=8443,
            disk_free=1,
            disk_total=2,
            database_bytes=3,
            certificate_until=None,
        )

    async def _ready(self) -> list[str]:
        return self.missing

    async def browser(self, address: str = "192.0.2.7") -> Browser:
        """A fresh browser at an address."""
        transport = httpx2.ASGITransport(app=self.app, client=(address, 50_000))
        client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN)
        return Browser(await self._stack.enter_async_context(client))

    async def meeting(self, host: Browser) -> str:
        """The host starts a meeting and is in it."""
        answer = await host.send("POST", "/api/meetings", {"title": "Plan"})
        assert answer.status_code == 201, answer.text
        meeting: str = answer.json()["id"]
        await self.enter(host, meeting, "Ana")
        return meeting

    async def enter(self, browser: Browser, meeting: str, name: str) -> None:
        """Join and connect."""
        answer = await browser.join(meeting, name)
        assert answer.status_code == 200, answer.text
        self.engine.enter(meeting, browser.identity)


@asynccontextmanager
async def http_server(folder: Path, clock: StillClock, place: Path | str) -> AsyncIterator[HttpServer]:
    """The application for as long as the test runs."""
    async with AsyncExitStack() as stack:
        behind = await stack.enter_async_context(party(folder, clock, place))
        yield HttpServer(behind, clock, stack, folder, place)
