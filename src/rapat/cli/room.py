"""``rapat room``: look into and close live meetings of the running server, through its own server API."""

from typing import Annotated

import typer

from rapat.cli import server_api
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, settings

app = typer.Typer(help="Live meetings of the running server.", no_args_is_help=True)
Port = Annotated[int | None, typer.Option(help="Port of the running server.", show_default=False)]
Dev = Annotated[bool | None, typer.Option("--dev", help="The server runs with --dev.", show_default=False)]


@app.command("list")
def list_rooms(data: Data = None, config: Config = None, port: Port = None, dev: Dev = None) -> None:
    """Show who is where: id and number of people."""
    answer = server_api.call(settings(config, data=data, port=port, dev=dev), "ListRooms", {})
    rooms = answer.get("rooms", [])
    for found in rooms:
        print(f"{found.get('name', '')}  {found.get('num_participants', found.get('numParticipants', 0))} people")
    if not rooms:
        print("no live meeting")


@app.command()
def close(name: str, data: Data = None, config: Config = None, port: Port = None, dev: Dev = None) -> None:
    """End a live meeting; the people in it are told. Its link works again: only its host can end it for good."""
    chosen = settings(config, data=data, port=port, dev=dev)
    known = server_api.call(chosen, "ListRooms", {"names": [name]}).get("rooms", [])
    if not known:
        raise Failure("no live meeting has this id", "`rapat room list` shows them")
    server_api.call(chosen, "DeleteRoom", {"room": name})
    print("closed")
