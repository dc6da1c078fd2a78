"""``rapat room``: look into and close live meetings of the running server, through its own server API."""

import json

import typer

from rapat.cli import server_api
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Dev, Json, Port, settings

app = typer.Typer(help="Live meetings of the running server.", no_args_is_help=True)


@app.command("list")
def list_rooms(
    as_json: Json = False, data: Data = None, config: Config = None, port: Port = None, dev: Dev = None
) -> None:
    """Show who is where: id and number of people."""
    answer = server_api.call(settings(config, data=data, port=port, dev=dev), "ListRooms", {})
    rooms = [
        {"id": found.get("name", ""), "people": found.get("num_participants", found.get("numParticipants", 0))}
        for found in answer.get("rooms", [])
    ]
    if as_json:
        print(json.dumps(rooms, indent=2))
        return
    for room in rooms:
        print(f"{room['id']}  {room['people']} people")
    if not rooms:
        print("no live meeting")


@app.command()
def close(
    name: str, as_json: Json = False, data: Data = None, config: Config = None, port: Port = None, dev: Dev = None
) -> None:
    """End a live meeting; the people in it are told. Its link works again: only its host can end it for good."""
    chosen = settings(config, data=data, port=port, dev=dev)
    known = server_api.call(chosen, "ListRooms", {"names": [name]}).get("rooms", [])
    if not known:
        raise Failure("no live meeting has this id", "`rapat room list` shows them")
    server_api.call(chosen, "DeleteRoom", {"room": name})
    print(json.dumps({"closed": name}) if as_json else "closed")
