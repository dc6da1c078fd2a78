//! From the DTLS exporter to session keys: RFC 5764 §4.2, RFC 3711 §4.3, RFC 7714 §11.

use std::fmt;

use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};

use super::{Opener, Profile, Sealer};

/// Longest master key of all profiles.
const KEY_MAX: usize = 32;
/// Longest master salt of all profiles; shorter ones are padded with zeros on the right (RFC 7714 §11).
const SALT_MAX: usize = 14;
/// AES block.
const BLOCK: usize = 16;
/// RFC 3711 §4.3.1: where the label meets the salt when the key derivation rate is 0.
const LABEL_AT: usize = 7;

/// Master key and salt of one direction. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySalt {
    profile: Profile,
    key: [u8; KEY_MAX],
    salt: [u8; SALT_MAX],
}

impl KeySalt {
    /// `None` when a length does not fit the profile.
    pub fn new(profile: Profile, key: &[u8], salt: &[u8]) -> Option<Self> {
        if key.len() != profile.key_len() || salt.len() != profile.salt_len() {
            return None;
        }
        let mut made = Self {
            profile,
            key: [0; KEY_MAX],
            salt: [0; SALT_MAX],
        };
        made.key.get_mut(..key.len())?.copy_from_slice(key);
        made.salt.get_mut(..salt.len())?.copy_from_slice(salt);
        Some(made)
    }

    /// Master key, as long as the profile says.
    pub fn key(&self) -> &[u8] {
        &self.key[..self.profile.key_len()]
    }

    /// Master salt, as long as the profile says.
    pub fn salt(&self) -> &[u8] {
        &self.salt[..self.profile.salt_len()]
    }

    /// AES-CM key derivation (RFC 3711 §4.3.3) with the master key's length of AES (RFC 7714 §11).
    pub(super) fn derive<const N: usize>(&self, label: u8) -> [u8; N] {
        let mut block = [0; BLOCK];
        block[..SALT_MAX].copy_from_slice(&self.salt);
        block[LABEL_AT] ^= label;
        let mut out = [0; N];
        for (counter, chunk) in out.chunks_mut(BLOCK).enumerate() {
            block[SALT_MAX..].copy_from_slice(&(counter as u16).to_be_bytes());
            let keystream = self.encrypt_block(block);
            chunk.copy_from_slice(&keystream[..chunk.len()]);
        }
        out
    }

    fn encrypt_block(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = Array::from(block);
        if self.profile.key_len() == KEY_MAX {
            Aes256::new(&Array::from(self.key)).encrypt_block(&mut block);
        } else if let Some(key) = self.key.first_chunk::<16>() {
            Aes128::new(&Array::from(*key)).encrypt_block(&mut block);
        }
        block.into()
    }
}

impl fmt::Debug for KeySalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySalt({:?}, redacted)", self.profile)
    }
}

/// What one DTLS handshake gave to SRTP: both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyingMaterial {
    /// Agreed by `use_srtp`.
    pub profile: Profile,
    /// What the DTLS client writes with.
    pub client_key_salt: KeySalt,
    /// What the DTLS server writes with.
    pub server_key_salt: KeySalt,
}

impl KeyingMaterial {
    /// Cuts the exporter's output: client key, server key, client salt, server salt (RFC 5764 §4.2).
    /// `None` when `blob` is shorter than [`Profile::exporter_len`].
    pub fn from_exporter(profile: Profile, blob: &[u8]) -> Option<Self> {
        let (key, salt) = (profile.key_len(), profile.salt_len());
        let (keys, salts) = blob.get(..profile.exporter_len())?.split_at(2 * key);
        Some(Self {
            profile,
            client_key_salt: KeySalt::new(profile, keys.get(..key)?, salts.get(..salt)?)?,
            server_key_salt: KeySalt::new(profile, keys.get(key..)?, salts.get(salt..)?)?,
        })
    }

    /// Contexts of the DTLS server (the SFU): it seals with the server's key, opens with the client's.
    /// `None` cannot happen for material from [`Self::from_exporter`].
    pub fn server_contexts(&self) -> Option<(Sealer, Opener)> {
        contexts(self.profile, &self.server_key_salt, &self.client_key_salt)
    }

    /// Contexts of the DTLS client (load generator, tests).
    pub fn client_contexts(&self) -> Option<(Sealer, Opener)> {
        contexts(self.profile, &self.client_key_salt, &self.server_key_salt)
    }
}

fn contexts(profile: Profile, ours: &KeySalt, theirs: &KeySalt) -> Option<(Sealer, Opener)> {
    Some((
        Sealer::new(profile, ours.key(), ours.salt())?,
        Opener::new(profile, theirs.key(), theirs.salt())?,
    ))
}
