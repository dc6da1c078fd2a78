"""The command ``rapat``: one file per group of subcommands, one way to say that something is wrong."""

import sys

import typer

from rapat.cli import apikey, backup, ca, doctor, meeting, room, serve, user
from rapat.cli.failing import Failure

app = typer.Typer(
    help="Meetings on your own box. `rapat serve` starts the server.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(user.app, name="user")
app.add_typer(meeting.app, name="meeting")
app.add_typer(room.app, name="room")
app.add_typer(apikey.app, name="apikey")
app.add_typer(ca.app, name="ca")


def run() -> None:
    """Entry point of the console script."""
    try:
        app()
    except Failure as failure:
        print(f"rapat: {failure.what}\n  next step: {failure.next_step}", file=sys.stderr)
        sys.exit(1)
