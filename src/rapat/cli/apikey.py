"""``rapat apikey``: keys for programs that use LiveKit's server API or mint tokens of their own."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, settings, with_store
from rapat.identity.api_keys import PRODUCT_LABEL, new_api_key
from rapat.ports import ApiKey
from rapat.storage.store import SqlStore
from rapat.telemetry.clock import SystemClock

app = typer.Typer(help="Keys for programs.", no_args_is_help=True)


@app.command()
def create(
    label: Annotated[str, typer.Argument(help="What it is for.")], data: Data = None, config: Config = None
) -> None:
    """Make a key. The secret is shown now and never again; a running server knows it within 5 s."""
    made = new_api_key(label.strip()[:80] or "program", SystemClock())
    if made.label == PRODUCT_LABEL:
        raise Failure("that label is the product's own", "choose another")
    with_store(settings(config, data=data), lambda store: store.api_keys.add(made))
    print(f"key     {made.key}\nsecret  {made.secret}")


@app.command("list")
def list_keys(data: Data = None, config: Config = None) -> None:
    """Show keys in force, without secrets."""
    for key in with_store(settings(config, data=data), lambda store: store.api_keys.all()):
        print(f"{key.key}  {key.created_at.astimezone(UTC):%Y-%m-%d}  {key.label}")


@app.command()
def revoke(key: str, data: Data = None, config: Config = None) -> None:
    """Take a key out of force within 5 s; who is in a meeting stays in."""
    chosen = settings(config, data=data)
    if any(known.key == key and known.label == PRODUCT_LABEL for known in with_store(chosen, _all)):
        raise Failure("with this key the server signs its own tokens", "revoke another; this one is of no use outside")
    if not with_store(chosen, lambda store: store.api_keys.revoke(key)):
        raise Failure("no such key in force", "`rapat apikey list` shows them")
    print(f"revoked at {datetime.now(UTC):%H:%M:%S} UTC")


async def _all(store: SqlStore) -> list[ApiKey]:
    return await store.api_keys.all()
