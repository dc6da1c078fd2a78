"""``rapat user``: the people of this site, through the same services as the app; for whoever rules the box."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from rapat import app as rapat_app
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Json, settings, with_store
from rapat.config import Settings
from rapat.domain.errors import EmailTaken, RapatError
from rapat.domain.people import Person, email_address
from rapat.identity.addresses import local_addresses
from rapat.identity.known_devices import SignedDevices
from rapat.mail.kept import KeptMail
from rapat.mail.outbox import Outbox
from rapat.mail.wording import Wording
from rapat.ports_mail import Letter, MailFailed
from rapat.services.account_links import MadeLink
from rapat.services.accounts import Accounts
from rapat.services.people import PAGE_MAX, NewPerson, PersonChange, box_operator, nobody_is_in
from rapat.services.people_import import Outcome
from rapat.services.site import kept_settings
from rapat.storage.store import SqlStore
from rapat.telemetry.clock import SystemClock

app = typer.Typer(help="People who have an account here.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]
Role = Annotated[str, typer.Option(help="owner, administrator or member.")]
Language = Annotated[str, typer.Option(help="Language of app and letters: en, id or ru.")]
Zone = Annotated[str, typer.Option("--time-zone", help="As Asia/Jakarta.")]
NoMail = Annotated[bool, typer.Option("--no-mail", help="Send no letters, only show links.")]
T = TypeVar("T")


class _Collected:
    """``ports_mail.Mail``: keeps letters until the data are written; then this process sends them itself."""

    def __init__(self, ready: bool) -> None:
        self.ready = ready
        self.letters: list[Letter] = []

    def post(self, letter: Letter) -> bool:
        if self.ready:
            self.letters.append(letter)
        return self.ready


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a command works with."""

    store: SqlStore
    accounts: Accounts
    me: Person
    site: str

    async def person(self, email: str) -> Person:
        """The account of an address; raises ``Failure``."""
        found = await self.store.people.by_email(email_address(email))
        if found is None:
            raise Failure("no account has this address", "`rapat user list` shows all")
        return found

    def link(self, made: MadeLink) -> dict[str, Any]:
        """A link as it is shown."""
        return {"purpose": made.purpose.value, "link": self.site + made.path, "mailed": made.mailed}


def _at(chosen: Settings, use: Callable[[_Desk], Awaitable[T]]) -> T:
    """Run a command on the data of this server, beside a running one or without."""

    async def run(store: SqlStore) -> T:
        clock, site = SystemClock(), rapat_app.site_address(chosen, local_addresses())
        server = KeptMail(chosen.data, chosen.mail_server).server
        mail = _Collected(server is not None)
        devices = SignedDevices(rapat_app.new_secret(), rapat_app.new_secret)  # nobody signs in here
        accounts = rapat_app.build_accounts(store, clock, mail, devices, site, nobody_is_in)
        result = await use(_Desk(store, accounts, box_operator(clock), site))
        name = (await kept_settings(store)).name
        outbox = Outbox(Wording(clock, site, lambda: name), lambda: server)
        for letter in mail.letters:
            await outbox.deliver(letter)
        return result

    try:
        return with_store(chosen, run)
    except EmailTaken as error:
        raise Failure("another account has this address", "`rapat user list` shows all") from error
    except MailFailed as error:
        raise Failure(
            f"done, but a letter could not be sent: {error}", "check the mail settings, then `rapat user reset`"
        ) from error
    except RapatError as error:
        raise Failure(error.detail, "mend the value named above") from error


def _show(found: Any, text: str, as_json: bool) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)


def _card(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role.value,
        "active": person.active,
        "invited": person.accepted_at is None,
        "language": person.language,
        "time_zone": person.time_zone,
    }


def _state(person: Person) -> str:
    if not person.active:
        return "disabled"
    return "invited" if person.accepted_at is None else "active"


@app.command("list")
def list_people(
    search: Annotated[str, typer.Argument(help="Part of a name or address.")] = "",
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Show people by name."""

    async def use(desk: _Desk) -> list[Person]:
        found: list[Person] = []
        after = ""
        while True:
            page = await desk.accounts.people.page(desk.me, search, after, PAGE_MAX)
            found += page.people
            after = page.next
            if not after:
                return found

    people = _at(settings(config, data=data), use)
    lines = [f"{_state(person):9} {person.role.value:14} {person.email}  {person.name}" for person in people]
    _show([_card(person) for person in people], "\n".join(lines) or "nobody yet", as_json)


def _invite(email: str, name: str, role: str, language: str, time_zone: str, as_json: bool, chosen: Settings) -> None:
    wish = NewPerson(email=email, name=name, role=role, language=language, time_zone=time_zone)

    async def use(desk: _Desk) -> tuple[dict[str, Any], dict[str, Any]]:
        person, made = await desk.accounts.people.invite(desk.me, wish)
        return _card(person), desk.link(made)

    person, link = _at(chosen, use)
    _show({"person": person, **link}, _link_text(link), as_json)


def _link_text(link: dict[str, Any]) -> str:
    return f"{link['link']}\n{'sent by e-mail' if link['mailed'] else 'hand it over yourself; it works once'}"


@app.command()
def invite(
    email: Email,
    name: Annotated[str, typer.Option(help="How others see this person.")] = "",
    role: Role = "member",
    language: Language = "en",
    time_zone: Zone = "UTC",
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make an account and the link by which its person comes in; it goes by e-mail where mail is set."""
    _invite(email, name, role, language, time_zone, as_json, settings(config, data=data))


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Argument(help="How others see this person.")],
    password_file: Annotated[Path, typer.Option(help="File whose first line is the password.")],
    role: Role = "member",
    language: Language = "en",
    time_zone: Zone = "UTC",
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make an account that is ready, with a password from a file."""
    try:
        password = password_file.read_text().split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{password_file} cannot be read", "name a text file whose first line is the password") from error
    wish = NewPerson(email=email, name=name, role=role, language=language, time_zone=time_zone)

    async def use(desk: _Desk) -> Person:
        return await desk.accounts.add_ready(desk.me, wish, password)

    person = _at(settings(config, data=data), use)
    _show(_card(person), f"{person.email} can sign in now", as_json)


@app.command("import")
def import_people(
    table: Annotated[Path, typer.Argument(help="CSV; its first line names the columns, one of them email.")],
    apply: Annotated[bool, typer.Option("--apply", help="Do it. Without, only say what would happen.")] = False,
    no_mail: NoMail = False,
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make and change accounts from a table. Applying the same table twice changes nothing the second time."""
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{table} cannot be read", "save the table as CSV in UTF-8") from error

    async def use(desk: _Desk) -> dict[str, Any]:
        imports = desk.accounts.imports
        result = await (imports.apply(desk.me, text, mailed=not no_mail) if apply else imports.preview(desk.me, text))
        lines = [
            {
                "line": line.line,
                "outcome": line.outcome.value,
                "email": line.email,
                "changes": list(line.changes),
                "problem": line.problem,
            }
            for line in result.lines
        ]
        links = [{"email": made.person.email, **desk.link(made)} for made in result.links if made.person is not None]
        return {"applied": apply, "lines": lines, "links": links}

    done = _at(settings(config, data=data), use)
    _show(done, _import_text(done), as_json)


def _line_text(line: dict[str, Any]) -> str:
    why = line["problem"] or ", ".join(line["changes"])
    return f"line {line['line']}: {line['outcome']} {line['email']} {why}".rstrip()


def _import_text(done: dict[str, Any]) -> str:
    lines = [_line_text(line) for line in done["lines"] if line["outcome"] != Outcome.SAME.value]
    links = [f"{link['email']}  {link['link']}" for link in done["links"] if not link["mailed"]]
    counts = {outcome.value: sum(line["outcome"] == outcome.value for line in done["lines"]) for outcome in Outcome}
    sum_up = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return "\n".join([*lines, *links, sum_up + ("" if done["applied"] else "  (nothing done yet: --apply does it)")])


@app.command()
def reset(
    email: Email,
    no_mail: NoMail = False,
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a link for a new password (or the invitation again)."""

    async def use(desk: _Desk) -> dict[str, Any]:
        person = await desk.person(email)
        return desk.link(await desk.accounts.people.make_link(desk.me, person.id, mailed=not no_mail))

    link = _at(settings(config, data=data), use)
    _show(link, _link_text(link), as_json)


@app.command()
def disable(email: Email, as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Sign somebody out everywhere and let nobody sign in to the account."""
    _set_active(email, False, as_json, settings(config, data=data))


@app.command()
def enable(email: Email, as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Let somebody sign in again."""
    _set_active(email, True, as_json, settings(config, data=data))


def _set_active(email: str, active: bool, as_json: bool, chosen: Settings) -> None:
    async def use(desk: _Desk) -> Person:
        person = await desk.person(email)
        return await desk.accounts.people.change(desk.me, person.id, PersonChange(active=active))

    person = _at(chosen, use)
    _show(_card(person), f"{person.email}: {_state(person)}", as_json)


@app.command("owner-link")
def owner_link(as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Make the link by which the owner comes in: the first account, or a new password for the owner there is."""

    async def use(desk: _Desk) -> dict[str, Any]:
        return desk.link(await desk.accounts.links.recover_owner())

    link = _at(settings(config, data=data), use)
    _show(link, _link_text(link), as_json)
