"""The certificate authority and its leaves."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from rapat.identity.addresses import LocalAddresses, local_addresses
from rapat.identity.ca import LEAF_LIFE, leaf_end, load_or_make_authority, load_or_make_leaf

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
HERE = LocalAddresses(("localhost", "box"), ("10.1.2.3", "2001:db8::1"))


def test_the_leaf_names_the_host_and_every_address(tmp_path: Path) -> None:
    files = load_or_make_leaf(tmp_path, load_or_make_authority(tmp_path, NOW), HERE, NOW)
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost", "box"}
    addresses = {"10.1.2.3", "2001:db8::1", "127.0.0.1", "::1"}
    assert set(names.get_values_for_type(x509.IPAddress)) == {ipaddress.ip_address(a) for a in addresses}


def test_the_chain_verifies_against_the_authority(tmp_path: Path) -> None:
    authority = load_or_make_authority(tmp_path, NOW)
    files = load_or_make_leaf(tmp_path, authority, HERE, NOW)
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    leaf.verify_directly_issued_by(authority.certificate)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.chain, files.key)


def test_browsers_accept_the_life_of_a_leaf(tmp_path: Path) -> None:
    files = load_or_make_leaf(tmp_path, load_or_make_authority(tmp_path, NOW), HERE, NOW)
    leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= LEAF_LIFE


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    first = load_or_make_authority(tmp_path, NOW)
    chain = load_or_make_leaf(tmp_path, first, HERE, NOW).chain.read_bytes()
    again = load_or_make_authority(tmp_path, NOW)
    assert again.fingerprint == first.fingerprint
    assert load_or_make_leaf(tmp_path, again, HERE, NOW).chain.read_bytes() == chain


def test_a_new_address_makes_a_new_leaf_of_the_same_authority(tmp_path: Path) -> None:
    authority = load_or_make_authority(tmp_path, NOW)
    chain = load_or_make_leaf(tmp_path, authority, HERE, NOW).chain.read_bytes()
    moved = LocalAddresses(HERE.names, ("10.9.9.9",))
    files = load_or_make_leaf(tmp_path, authority, moved, NOW)
    assert files.chain.read_bytes() != chain
    x509.load_pem_x509_certificate(files.chain.read_bytes()).verify_directly_issued_by(authority.certificate)


def test_a_leaf_is_renewed_before_it_ends(tmp_path: Path) -> None:
    authority = load_or_make_authority(tmp_path, NOW)
    end = leaf_end(load_or_make_leaf(tmp_path, authority, HERE, NOW))
    later = end - dt.timedelta(days=10)
    assert leaf_end(load_or_make_leaf(tmp_path, authority, HERE, later)) > end


def test_keys_are_for_the_owner_alone(tmp_path: Path) -> None:
    load_or_make_leaf(tmp_path, load_or_make_authority(tmp_path, NOW), HERE, NOW)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}


def test_a_spoilt_key_is_said_plainly(tmp_path: Path) -> None:
    load_or_make_authority(tmp_path, NOW)
    (tmp_path / "ca.key").write_text("not a key")
    with pytest.raises(ValueError):
        load_or_make_authority(tmp_path, NOW)


def test_this_machine_has_a_name() -> None:
    assert "localhost" in local_addresses().names
