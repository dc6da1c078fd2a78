"""``rapat apikey``: keys for programs. With an account: REST API, in its name; without: LiveKit's server API."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer

from rapat import app as rapat_app
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Json, settings, with_store
from rapat.config import Settings
from rapat.domain.errors import Invalid, KeyMissing
from rapat.domain.people import Person, email_address
from rapat.domain.program_keys import ProgramKey, Scope
from rapat.identity.api_keys import PRODUCT_LABEL, new_api_key
from rapat.ports import ApiKey
from rapat.services.program_keys import ProgramKeyService
from rapat.storage.store import SqlStore
from rapat.telemetry.clock import SystemClock

app = typer.Typer(help="Keys for programs.", no_args_is_help=True)
Account = Annotated[str, typer.Option(help="E-mail address of the account in whose name a REST key acts.")]
NO_SCOPES: list[str] = []
"""Never changed: typer copies it."""
T = TypeVar("T")


def _for(email: str, chosen: Settings, use: Callable[[ProgramKeyService, Person], Awaitable[T]]) -> T:
    """Run ``use`` with the keys of an account.

    Raises:
        Failure: no account has this address, or the services refuse.
    """

    async def run(store: SqlStore) -> T:
        person = await store.people.by_email(email_address(email))
        if person is None:
            raise Failure("no account has this address", "`rapat user list` shows all")
        return await use(rapat_app.build_program_keys(store, SystemClock()), person)

    try:
        return with_store(chosen, run)
    except Invalid as error:
        raise Failure(error.detail, "mend the value named above") from error
    except KeyMissing as error:
        raise Failure("this account has no such key", "`rapat apikey list --account …` shows them") from error


@app.command()
def create(
    label: Annotated[str, typer.Argument(help="What it is for.")],
    account: Account = "",
    scope: Annotated[list[str], typer.Option(help=f"What a REST key opens, repeated: {', '.join(Scope)}.")] = NO_SCOPES,
    days: Annotated[int, typer.Option(help="How long a REST key holds.")] = 90,
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a key. Its secret is shown now and never again; a running server knows it within 5 s."""
    chosen = settings(config, data=data)
    if account:
        _create_rest(label, account, scope, days, as_json, chosen)
        return
    if scope:
        raise Failure("scopes are for keys of the REST API", "name the account that such a key acts for: --account")
    made = new_api_key(label.strip()[:80] or "program", SystemClock())
    if made.label == PRODUCT_LABEL:
        raise Failure("that label is the product's own", "choose another")
    with_store(chosen, lambda store: store.api_keys.add(made))
    text = f"key     {made.key}\nsecret  {made.secret}"
    print(json.dumps({**_livekit(made), "secret": made.secret}, indent=2) if as_json else text)


def _create_rest(label: str, email: str, scopes: list[str], days: int, as_json: bool, chosen: Settings) -> None:
    async def use(keys: ProgramKeyService, person: Person) -> tuple[ProgramKey, str]:
        return await keys.make(person, label, scopes, days)

    key, secret = _for(email, chosen, use)
    text = f"id      {key.id}\nsecret  {secret}\nuntil   {key.expires_at:%Y-%m-%d}"
    print(json.dumps({**_rest(key), "secret": secret}, ensure_ascii=False, indent=2) if as_json else text)


@app.command("list")
def list_keys(account: Account = "", as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Show LiveKit keys in force, or the REST keys of an account; without secrets."""
    chosen = settings(config, data=data)
    found = [_rest(key) for key in _for(account, chosen, _mine)] if account else list(map(_livekit, _all_of(chosen)))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for key in found:
        print(f"{key['id']}  {key['created_at'][:10]}  {key['label']}  {' '.join(key.get('scopes', ()))}".rstrip())


@app.command()
def revoke(key: str, account: Account = "", as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Take a key out of force within 5 s; who is in a meeting stays in."""
    chosen = settings(config, data=data)
    if account:
        _for(account, chosen, lambda keys, person: keys.revoke(person, key))
    else:
        _revoke_livekit(key, chosen)
    now = datetime.now(UTC)
    print(json.dumps({"id": key, "revoked_at": now.isoformat()}) if as_json else f"revoked at {now:%H:%M:%S} UTC")


def _revoke_livekit(key: str, chosen: Settings) -> None:
    if any(known.key == key and known.label == PRODUCT_LABEL for known in _all_of(chosen)):
        raise Failure("with this key the server signs its own tokens", "revoke another; this one is of no use outside")
    if not with_store(chosen, lambda store: store.api_keys.revoke(key)):
        raise Failure("no such key in force", "`rapat apikey list` shows them; those of an account with --account")


async def _mine(keys: ProgramKeyService, person: Person) -> list[ProgramKey]:
    return await keys.mine(person)


def _all_of(chosen: Settings) -> list[ApiKey]:
    return with_store(chosen, lambda store: store.api_keys.all())


def _livekit(key: ApiKey) -> dict[str, Any]:
    return {"id": key.key, "label": key.label, "created_at": key.created_at.isoformat()}


def _rest(key: ProgramKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "label": key.label,
        "scopes": sorted(key.scopes),
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "used_at": key.used_at.isoformat() if key.used_at is not None else None,
    }
