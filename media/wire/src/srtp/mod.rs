//! SRTP and SRTCP in place: AES-CM with HMAC-SHA1-80 (RFC 3711) and AES-GCM (RFC 7714), keyed by
//! DTLS (RFC 5764). Buffers and rollover counters belong to the caller; nothing is allocated per
//! packet. Key schedules, GHASH tables and HMAC midstates are made once per direction.

mod cipher;
mod keys;
mod opener;
mod replay;
mod sealer;

pub use keys::{KeySalt, KeyingMaterial};
pub use opener::Opener;
pub use replay::ReplayWindow;
pub use sealer::Sealer;

/// Bytes of the SRTCP index word: E bit and 31-bit index.
const SRTCP_INDEX_LEN: usize = 4;
/// The E bit: this SRTCP packet is encrypted.
const SRTCP_E_BIT: u32 = 1 << 31;
/// RTCP header and sender SSRC stay in the clear.
const RTCP_CLEAR_LEN: usize = 8;

/// Protection profiles of DTLS-SRTP. Prefer GCM: one pass, and AES-NI with carry-less multiply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `SRTP_AES128_CM_HMAC_SHA1_80`, RFC 5764 §4.1.2.
    Aes128CmSha1_80,
    /// `SRTP_AEAD_AES_128_GCM`, RFC 7714 §14.2.
    AeadAes128Gcm,
    /// `SRTP_AEAD_AES_256_GCM`, RFC 7714 §14.2.
    AeadAes256Gcm,
}

impl Profile {
    /// Master key length in bytes.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128CmSha1_80 | Self::AeadAes128Gcm => 16,
            Self::AeadAes256Gcm => 32,
        }
    }

    /// Master salt length in bytes.
    pub const fn salt_len(self) -> usize {
        match self {
            Self::Aes128CmSha1_80 => 14,
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 12,
        }
    }

    /// Bytes that SRTP adds to an RTP packet.
    pub const fn tag_len(self) -> usize {
        match self {
            Self::Aes128CmSha1_80 => 10,
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 16,
        }
    }

    /// Bytes that SRTCP adds to a compound: tag and index word.
    pub const fn rtcp_overhead(self) -> usize {
        self.tag_len() + SRTCP_INDEX_LEN
    }

    /// Bytes to take from the DTLS exporter `EXTRACTOR-dtls_srtp` (RFC 5764 §4.2).
    pub const fn exporter_len(self) -> usize {
        2 * (self.key_len() + self.salt_len())
    }
}

/// Big-endian `u32` at `at`.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests;
