"""The authority and its leaves, judged by OpenSSL as a strict client would."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from rapat.identity import ca
from rapat.identity.addresses import LocalAddresses

NOW = dt.datetime.now(dt.UTC)
"""OpenSSL judges by the machine's clock, so these certificates must be of today."""
HERE = LocalAddresses(("localhost", "box", "box.local"), ("192.168.1.5", "2001:db8::5"))


def handshake(files: ca.LeafFiles, authority: ca.Authority, name: str) -> None:
    """A TLS handshake in memory; raises what the client would."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(files.chain, files.key)
    client_side = ssl.create_default_context(cadata=authority.pem.decode())
    client_side.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue


def make(folder: Path, here: LocalAddresses = HERE, now: dt.datetime = NOW) -> tuple[ca.Authority, ca.LeafFiles]:
    authority = ca.load_or_make_authority(folder, now)
    return authority, ca.load_or_make_leaf(folder, authority, here, now)


@pytest.mark.parametrize("name", ["localhost", "box", "box.local", "127.0.0.1", "::1", "192.168.1.5", "2001:db8::5"])
def test_a_device_that_trusts_the_root_reaches_the_box_by_every_name_and_address(tmp_path: Path, name: str) -> None:
    authority, files = make(tmp_path)
    handshake(files, authority, name)


@pytest.mark.parametrize("name", ["bank.example", "192.168.1.6"])
def test_the_leaf_is_good_for_nobody_else(tmp_path: Path, name: str) -> None:
    authority, files = make(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(files, authority, name)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    make(tmp_path)
    for name in ("ca.key", "server.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    first, files = make(tmp_path)
    chain = files.chain.read_bytes()
    second, again = make(tmp_path, now=NOW + dt.timedelta(days=300))
    assert second.fingerprint == first.fingerprint
    assert again.chain.read_bytes() == chain


@pytest.mark.parametrize(
    ("here", "later"),
    [
        (HERE, dt.timedelta(days=370)),
        (LocalAddresses(HERE.names, ("10.0.0.9",)), dt.timedelta()),
        (LocalAddresses((*HERE.names, "meet.corp"), HERE.lan), dt.timedelta()),
    ],
)
def test_a_leaf_is_made_anew_before_it_ends_and_when_the_box_has_moved(
    tmp_path: Path, here: LocalAddresses, later: dt.timedelta
) -> None:
    first, files = make(tmp_path)
    chain = files.chain.read_bytes()
    second, _ = make(tmp_path, here, NOW + later)
    assert files.chain.read_bytes() != chain
    assert second.fingerprint == first.fingerprint


def test_browsers_accept_how_long_a_leaf_lives(tmp_path: Path) -> None:
    _, files = make(tmp_path)
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= dt.timedelta(days=397)


@pytest.mark.parametrize("lost", ["ca.key", "ca.crt"])
def test_a_half_lost_root_is_never_replaced_silently(tmp_path: Path, lost: str) -> None:
    make(tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(ValueError, match=lost):
        make(tmp_path)


def test_a_torn_leaf_is_made_anew(tmp_path: Path) -> None:
    authority, files = make(tmp_path)
    files.chain.write_bytes(files.chain.read_bytes()[:100])
    _, again = make(tmp_path)
    handshake(again, authority, "box")


def test_two_boxes_have_different_roots(tmp_path: Path) -> None:
    assert make(tmp_path / "a")[0].fingerprint != make(tmp_path / "b")[0].fingerprint


def test_a_spoilt_key_is_said_plainly(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "ca.key").write_text("not a key")
    with pytest.raises(ValueError, match="PEM"):
        make(tmp_path)
