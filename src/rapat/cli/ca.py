"""``rapat ca``: the certificate authority of this box."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rapat import app as rapat_app
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Json, settings
from rapat.config import Settings
from rapat.identity.addresses import local_addresses
from rapat.identity.ca import Authority, LeafFiles, leaf_end, load_or_make_authority
from rapat.telemetry.clock import SystemClock

app = typer.Typer(help="The certificate authority of this box.", no_args_is_help=True)


def _authority(chosen: Settings) -> Authority:
    if not (chosen.certificates / "ca.crt").exists():
        raise Failure(
            f"no authority in {chosen.certificates}",
            "start the server once (rapat serve), or name its directory with --data",
        )
    return load_or_make_authority(chosen.certificates, SystemClock().now())


@app.command()
def show(as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Print the fingerprint and when the certificates end."""
    chosen = settings(config, data=data)
    authority = _authority(chosen)
    leaf = LeafFiles(chosen.certificates / "server.crt", chosen.certificates / "server.key")
    ends, servers = authority.certificate.not_valid_after_utc, leaf_end(leaf) if leaf.chain.exists() else None
    if as_json:
        server_ends = servers.isoformat() if servers is not None else None
        found = {"fingerprint": authority.fingerprint, "authority_ends": ends.isoformat(), "server_ends": server_ends}
        print(json.dumps(found, indent=2))
        return
    print(f"fingerprint (SHA-256)  {authority.fingerprint}")
    print(f"authority ends         {ends:%Y-%m-%d}")
    if servers is not None:
        print(f"server's ends          {servers:%Y-%m-%d} (renewed by itself at a start)")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the certificate (PEM).")],
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Write the authority's certificate, for a device management to spread."""
    file.write_bytes(_authority(settings(config, data=data)).pem)
    print(json.dumps({"written": str(file)}) if as_json else f"written to {file}")


@app.command()
def renew(as_json: Json = False, data: Data = None, config: Config = None) -> None:
    """Make the server's certificate anew; devices that trust the authority notice nothing."""
    chosen = settings(config, data=data)
    _authority(chosen)
    (chosen.certificates / "server.crt").unlink(missing_ok=True)
    tls = rapat_app.prepare_tls(chosen, local_addresses(), SystemClock())
    if tls is None or tls.authority is None:
        raise Failure("this server uses a certificate of its own", "renew it where it came from")
    until = leaf_end(tls.files)
    text = f"new certificate until {until:%Y-%m-%d}; a running server takes it within a day, or at a restart"
    print(json.dumps({"server_ends": until.isoformat()}) if as_json else text)
