"""Content that only whoever asked for it can read again: AES-256-GCM under a key made from the asker's own secret.

The server keeps no such secret, so neither its database nor a backup tells what was answered to whom.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES, NONCE_BYTES = 32, 12
"""AES-256; the nonce's length of NIST SP 800-38D. Nonces are random: each key seals a handful of times at most."""


class Seal:
    """``ports_programs.Seal``."""

    def shut(self, secret: str, content: bytes) -> bytes:
        """Seal ``content`` for whoever knows ``secret``, which must be unguessable."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + _cipher(secret).encrypt(nonce, content, None)

    def open(self, secret: str, sealed: bytes) -> bytes | None:
        """The content; None = another secret, or not what was sealed."""
        try:
            return _cipher(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return None


def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"rapat kept answer").derive(secret.encode())
    return AESGCM(key)
