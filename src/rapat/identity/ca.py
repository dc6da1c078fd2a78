"""Our own certificate authority: one root per box, short leaves with the host's names and IP addresses.

Browsers give the camera only to secure pages, and no public authority certifies a box without internet.
The root's key never leaves the data directory; the root may sign for nothing but servers (RFC 5280).
"""

import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rapat.identity.addresses import LocalAddresses

ROOT_LIFE = dt.timedelta(days=3650)
"""Trusting a root again is a walk to every device; ten years is as long as a box lives."""
LEAF_LIFE = dt.timedelta(days=397)
"""Browsers refuse longer leaves."""
RENEW_BEFORE = dt.timedelta(days=30)
"""A leaf is made anew at a start this long before its end."""
BACKDATE = dt.timedelta(hours=24)
"""Devices whose clock is behind must not see a certificate of the future."""
PRIVATE_MODE, PUBLIC_MODE = 0o600, 0o644


@dataclass(frozen=True, slots=True)
class Authority:
    """The root: its certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate, to be trusted."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The same in binary."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256, as browsers and systems show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


@dataclass(frozen=True, slots=True)
class LeafFiles:
    """Where the server's certificate chain and key lie."""

    chain: Path
    key: Path


def load_or_make_authority(folder: Path, now: dt.datetime) -> Authority:
    """The root of this box; made on the first call.

    Raises:
        ValueError: the files are there but cannot be read as certificate and key, or one of the two is missing:
            a new root in place of a lost one must be trusted anew on every device, so none is made silently.
    """
    certificate_path, key_path = folder / "ca.crt", folder / "ca.key"
    if certificate_path.exists() != key_path.exists():
        missing, other = sorted((certificate_path, key_path), key=Path.exists)
        raise ValueError(f"{missing} is missing beside {other}; restore it, or move both away to start a new authority")
    if certificate_path.exists():
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{key_path} is not the key that Rapat made")
        return Authority(x509.load_pem_x509_certificate(certificate_path.read_bytes()), key)
    authority = _make_authority(now)
    folder.mkdir(parents=True, exist_ok=True)
    _write(key_path, _key_pem(authority.key), PRIVATE_MODE)
    _write(certificate_path, authority.pem, PUBLIC_MODE)
    return authority


def load_or_make_leaf(folder: Path, authority: Authority, addresses: LocalAddresses, now: dt.datetime) -> LeafFiles:
    """The server's certificate; made anew when it is about to end or the machine has new names or addresses."""
    files = LeafFiles(folder / "server.crt", folder / "server.key")
    if not _is_good(files, authority, addresses, now):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _make_leaf(authority, key, addresses, now)
        _write(files.key, _key_pem(key), PRIVATE_MODE)
        _write(files.chain, leaf.public_bytes(serialization.Encoding.PEM) + authority.pem, PUBLIC_MODE)
    return files


def leaf_end(files: LeafFiles) -> dt.datetime:
    """When the server's certificate ends."""
    return x509.load_pem_x509_certificate(files.chain.read_bytes()).not_valid_after_utc


def _make_authority(now: dt.datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Rapat"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Rapat on this network {serial % 10**6:06d}"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _make_leaf(
    authority: Authority, key: ec.EllipticCurvePrivateKey, addresses: LocalAddresses, now: dt.datetime
) -> x509.Certificate:
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, addresses.names[-1][:64])]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(min(now + LEAF_LIFE - BACKDATE, authority.certificate.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(_alternative_names(addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(issuer_key, critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())


def _alternative_names(addresses: LocalAddresses) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in addresses.names]
    return names + [x509.IPAddress(ipaddress.ip_address(address)) for address in (*addresses.all, "::1")]


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good(files: LeafFiles, authority: Authority, addresses: LocalAddresses, now: dt.datetime) -> bool:
    if not (files.chain.exists() and files.key.exists()):
        return False
    try:
        leaf = x509.load_pem_x509_certificate(files.chain.read_bytes())
        key = serialization.load_pem_private_key(files.key.read_bytes(), None)
    except ValueError:
        return False  # half a file of an earlier version: made anew, as nobody has to trust a leaf
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    have, want = set(names), set(_alternative_names(addresses))
    ours = leaf.issuer == authority.certificate.subject and leaf.public_key() == key.public_key()
    return ours and want <= have and leaf.not_valid_after_utc - now > RENEW_BEFORE


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """All or nothing: a power cut leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
