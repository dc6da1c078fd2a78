//! One keyed direction of SRTP or SRTCP: encrypt or decrypt a body, make or check its tag.

use aes::Aes128;
use aes::cipher::{Array, InnerIvInit, KeyInit, StreamCipherCore};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use ctr::{CtrCore, flavors::Ctr128BE};

use super::Profile;
use super::keys::KeySalt;

/// Truncated HMAC-SHA1, RFC 3711 §4.2.1.
pub(super) const CM_TAG_LEN: usize = 10;
/// GCM tag, RFC 7714 §5.1.
pub(super) const GCM_TAG_LEN: usize = 16;
/// Session authentication key, RFC 3711 §8.2.
const AUTH_KEY_LEN: usize = 20;

/// Labels of RFC 3711 §4.3.1 in the order encryption, authentication, salt.
pub(super) const RTP_LABELS: [u8; 3] = [0, 1, 2];
/// The same for SRTCP.
pub(super) const RTCP_LABELS: [u8; 3] = [3, 4, 5];

/// Session keys, ready to use. Small: each of many peers has some, and a fan-out goes through all of these.
pub(super) enum Cipher {
    /// AES in counter mode and HMAC over the result.
    Cm(Box<AesCm>),
    /// Authenticated encryption.
    Gcm(AesGcm),
}

impl Cipher {
    pub(super) fn derive(profile: Profile, master: &KeySalt, labels: [u8; 3]) -> Option<Self> {
        let [encryption, authentication, salt] = labels;
        Some(match profile {
            Profile::Aes128CmSha1_80 => Self::Cm(Box::new(AesCm::new(
                master.derive(encryption),
                &master.derive::<AUTH_KEY_LEN>(authentication),
                master.derive(salt),
            ))),
            Profile::AeadAes128Gcm => Self::Gcm(AesGcm::new(
                &master.derive::<16>(encryption),
                master.derive(salt),
            )?),
            Profile::AeadAes256Gcm => Self::Gcm(AesGcm::new(
                &master.derive::<32>(encryption),
                master.derive(salt),
            )?),
        })
    }
}

/// RFC 3711 §4.1.1 and §4.2.
pub(super) struct AesCm {
    aes: Aes128,
    mac: hmac::Key,
    salt: [u8; 14],
}

impl AesCm {
    pub(super) fn new(key: [u8; 16], auth: &[u8], salt: [u8; 14]) -> Self {
        Self {
            aes: Aes128::new(&Array::from(key)),
            mac: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth),
            salt,
        }
    }

    /// XORs the keystream of (SSRC, 48-bit index) into `body`: encrypts and decrypts.
    pub(super) fn apply_keystream(&self, ssrc: u32, index: u64, body: &mut [u8]) {
        let mut iv = [0; 16];
        iv[..14].copy_from_slice(&self.salt);
        xor(&mut iv[4..8], &ssrc.to_be_bytes());
        xor(&mut iv[8..14], &index.to_be_bytes()[2..]);
        CtrCore::<&Aes128, Ctr128BE>::inner_iv_init(&self.aes, &Array::from(iv))
            .apply_keystream_partial(body.into());
    }

    /// Tag over `packet` and `suffix` (ROC for SRTP, nothing for SRTCP, whose index is in the packet).
    pub(super) fn tag(&self, packet: &[u8], suffix: &[u8]) -> [u8; CM_TAG_LEN] {
        let mut mac = hmac::Context::with_key(&self.mac);
        mac.update(packet);
        mac.update(suffix);
        let mut tag = [0; CM_TAG_LEN];
        for (to, from) in tag.iter_mut().zip(mac.sign().as_ref()) {
            *to = *from;
        }
        tag
    }

    /// Compares in constant time.
    pub(super) fn verify(&self, packet: &[u8], suffix: &[u8], tag: &[u8]) -> Option<()> {
        verify_slices_are_equal(&self.tag(packet, suffix), tag).ok()
    }
}

/// RFC 7714 §8.1, §9.1.
pub(super) struct AesGcm {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl AesGcm {
    /// AES-128 or AES-256 by the key's length.
    pub(super) fn new(key: &[u8], salt: [u8; 12]) -> Option<Self> {
        let algorithm = if key.len() == 32 {
            &AES_256_GCM
        } else {
            &AES_128_GCM
        };
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?),
            salt,
        })
    }

    /// Nonce: two zero bytes, SSRC, 48-bit index, XOR-ed with the salt.
    fn nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mut nonce = self.salt;
        xor(&mut nonce[2..6], &ssrc.to_be_bytes());
        xor(&mut nonce[6..12], &index.to_be_bytes()[2..]);
        Nonce::assume_unique_for_key(nonce)
    }

    /// Encrypts `body` in place and puts its tag into `tag`. The caller sees to it that one
    /// (SSRC, index) never protects two different packets.
    pub(super) fn seal(
        &self,
        ssrc: u32,
        index: u64,
        aad: &[u8],
        body: &mut [u8],
        tag: &mut [u8],
    ) -> Option<()> {
        let made = self
            .key
            .seal_in_place_separate_tag(self.nonce(ssrc, index), Aad::from(aad), body)
            .ok()?;
        tag.get_mut(..GCM_TAG_LEN)?.copy_from_slice(made.as_ref());
        Some(())
    }

    /// Decrypts `body` (ciphertext and tag) in place. `None`: forged or damaged; `body` is then garbage.
    pub(super) fn open(&self, ssrc: u32, index: u64, aad: &[u8], body: &mut [u8]) -> Option<()> {
        self.key
            .open_in_place(self.nonce(ssrc, index), Aad::from(aad), body)
            .ok()
            .map(|_| ())
    }
}

fn xor(target: &mut [u8], with: &[u8]) {
    for (to, from) in target.iter_mut().zip(with) {
        *to ^= from;
    }
}
