//! Protects what we send.

use super::cipher::{CM_TAG_LEN, Cipher, GCM_TAG_LEN, RTCP_LABELS, RTP_LABELS};
use super::keys::KeySalt;
use super::{Profile, RTCP_CLEAR_LEN, SRTCP_E_BIT, SRTCP_INDEX_LEN, be32};
use crate::rtp::FIXED_HEADER_LEN;

/// One peer's sending direction. RTP state (rollover counters) is the caller's; the one SRTCP index
/// is kept here, so that two compounds never share a nonce.
pub struct Sealer {
    profile: Profile,
    rtp: Cipher,
    rtcp: Cipher,
    /// Index of the next SRTCP packet, 31 bits.
    rtcp_index: u32,
}

impl Sealer {
    /// `None` when a length does not fit the profile.
    pub fn new(profile: Profile, key: &[u8], salt: &[u8]) -> Option<Self> {
        let master = KeySalt::new(profile, key, salt)?;
        Some(Self {
            profile,
            rtp: Cipher::derive(profile, &master, RTP_LABELS)?,
            rtcp: Cipher::derive(profile, &master, RTCP_LABELS)?,
            rtcp_index: 0,
        })
    }

    /// The profile in use: how much room a packet needs beyond its plaintext.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Encrypts the RTP packet in `buf[..len]` in place, appends the tag, returns the new length.
    ///
    /// `header_len` counts fixed part, CSRCs and extensions; `roc` is the rollover counter of the
    /// packet's SSRC. With GCM, (SSRC, roc, sequence number) must never be used for two different
    /// packets. `None`: the lengths do not fit or `buf` has no room for the tag.
    pub fn seal_rtp(
        &self,
        buf: &mut [u8],
        header_len: usize,
        len: usize,
        roc: u32,
    ) -> Option<usize> {
        seal_rtp(&self.rtp, buf, header_len, len, roc)
    }

    /// Encrypts the compound in `buf[..len]` in place, appends tag and index (in the profile's
    /// order), returns the new length.
    ///
    /// `None`: too short for RTCP, no room, or the 2^31 indices of this key are used up (RFC 3711
    /// §9.2: the peer must be keyed anew).
    pub fn seal_rtcp(&mut self, buf: &mut [u8], len: usize) -> Option<usize> {
        let sealed = seal_rtcp(&self.rtcp, buf, len, self.rtcp_index)?;
        self.rtcp_index += 1;
        Some(sealed)
    }
}

pub(super) fn seal_rtp(
    cipher: &Cipher,
    buf: &mut [u8],
    header_len: usize,
    len: usize,
    roc: u32,
) -> Option<usize> {
    if header_len < FIXED_HEADER_LEN || header_len > len {
        return None;
    }
    let ssrc = be32(buf, 8)?;
    let seq = be32(buf, 0)? & 0xffff;
    let index = u64::from(roc) << 16 | u64::from(seq);
    let (packet, room) = buf.split_at_mut_checked(len)?;
    match cipher {
        Cipher::Cm(cm) => {
            let room = room.first_chunk_mut::<CM_TAG_LEN>()?;
            cm.apply_keystream(ssrc, index, packet.get_mut(header_len..)?);
            *room = cm.tag(packet, &roc.to_be_bytes());
            Some(len + CM_TAG_LEN)
        }
        Cipher::Gcm(gcm) => {
            let room = room.get_mut(..GCM_TAG_LEN)?;
            let (header, body) = packet.split_at_mut(header_len);
            gcm.seal(ssrc, index, header, body, room)?;
            Some(len + GCM_TAG_LEN)
        }
    }
}

pub(super) fn seal_rtcp(cipher: &Cipher, buf: &mut [u8], len: usize, index: u32) -> Option<usize> {
    if len < RTCP_CLEAR_LEN || index & SRTCP_E_BIT != 0 {
        return None;
    }
    let ssrc = be32(buf, 4)?;
    let word = (SRTCP_E_BIT | index).to_be_bytes();
    match cipher {
        Cipher::Cm(cm) => {
            // RFC 3711 §3.4: header, encrypted rest, index word, tag over all before it.
            let (packet, room) = buf
                .get_mut(..len + SRTCP_INDEX_LEN + CM_TAG_LEN)?
                .split_at_mut(len + SRTCP_INDEX_LEN);
            cm.apply_keystream(ssrc, u64::from(index), packet.get_mut(RTCP_CLEAR_LEN..len)?);
            packet.get_mut(len..)?.copy_from_slice(&word);
            room.copy_from_slice(&cm.tag(packet, &[]));
            Some(len + SRTCP_INDEX_LEN + CM_TAG_LEN)
        }
        Cipher::Gcm(gcm) => {
            // RFC 7714 §9.2: header, encrypted rest, tag, index word; header and word are authenticated.
            let (packet, room) = buf
                .get_mut(..len + GCM_TAG_LEN + SRTCP_INDEX_LEN)?
                .split_at_mut(len);
            let (tag, index_room) = room.split_at_mut(GCM_TAG_LEN);
            let mut aad = [0; RTCP_CLEAR_LEN + SRTCP_INDEX_LEN];
            let (clear, body) = packet.split_at_mut(RTCP_CLEAR_LEN);
            aad[..RTCP_CLEAR_LEN].copy_from_slice(clear);
            aad[RTCP_CLEAR_LEN..].copy_from_slice(&word);
            gcm.seal(ssrc, u64::from(index), &aad, body, tag)?;
            index_room.copy_from_slice(&word);
            Some(len + GCM_TAG_LEN + SRTCP_INDEX_LEN)
        }
    }
}
