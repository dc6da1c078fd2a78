//! Authenticates and decrypts what a client sends.

use super::cipher::{CM_TAG_LEN, Cipher, GCM_TAG_LEN, RTCP_LABELS, RTP_LABELS};
use super::keys::KeySalt;
use super::{Profile, RTCP_CLEAR_LEN, ReplayWindow, SRTCP_E_BIT, SRTCP_INDEX_LEN, be32};
use crate::rtp::FIXED_HEADER_LEN;

/// Senders of RTCP whose index is remembered. libSRTP counts per SSRC, and a browser uses one RTCP
/// sender per media section. More: a slower search in each compound. Fewer: a client with more
/// senders could have old compounds replayed by the network.
const RTCP_SENDERS_MAX: usize = 64;

/// One peer's receiving direction. RTP replay windows and rollover counters are the caller's, one
/// per SSRC; those of SRTCP are kept here.
pub struct Opener {
    profile: Profile,
    rtp: Cipher,
    rtcp: Cipher,
    /// Most recently heard first, at most [`RTCP_SENDERS_MAX`].
    rtcp_windows: Vec<(u32, ReplayWindow)>,
}

impl Opener {
    /// `None` when a length does not fit the profile.
    pub fn new(profile: Profile, key: &[u8], salt: &[u8]) -> Option<Self> {
        let master = KeySalt::new(profile, key, salt)?;
        Some(Self {
            profile,
            rtp: Cipher::derive(profile, &master, RTP_LABELS)?,
            rtcp: Cipher::derive(profile, &master, RTCP_LABELS)?,
            rtcp_windows: Vec::new(),
        })
    }

    /// The profile in use.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Decrypts an SRTP packet in place; returns the length of the plaintext packet.
    ///
    /// `index` is `roc << 16 | seq` from [`ReplayWindow::index_of`]; call [`ReplayWindow::accept`]
    /// after success only. `None`: too short, forged or damaged; the bytes are then garbage.
    pub fn open_rtp(&self, packet: &mut [u8], header_len: usize, index: u64) -> Option<usize> {
        open_rtp(&self.rtp, packet, header_len, index)
    }

    /// Decrypts an SRTCP packet in place; returns the length of the plaintext compound.
    /// `None`: too short, forged, damaged or seen before.
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Option<usize> {
        let ssrc = be32(packet, 4)?;
        let index = u64::from(rtcp_word(&self.rtcp, packet)? & !SRTCP_E_BIT);
        let known = self
            .rtcp_windows
            .iter()
            .position(|(sender, _)| *sender == ssrc);
        if known.is_some_and(|at| !self.rtcp_windows[at].1.is_fresh(index)) {
            return None;
        }
        let len = open_rtcp(&self.rtcp, packet)?;
        self.accept_rtcp(known, ssrc, index);
        Some(len)
    }

    fn accept_rtcp(&mut self, known: Option<usize>, ssrc: u32, index: u64) {
        let at = known.unwrap_or_else(|| {
            self.rtcp_windows.truncate(RTCP_SENDERS_MAX - 1);
            self.rtcp_windows.push((ssrc, ReplayWindow::new()));
            self.rtcp_windows.len() - 1
        });
        if let Some(head) = self.rtcp_windows.get_mut(..=at) {
            head.rotate_right(1);
        }
        if let Some((_, window)) = self.rtcp_windows.first_mut() {
            window.accept(index);
        }
    }
}

pub(super) fn open_rtp(
    cipher: &Cipher,
    packet: &mut [u8],
    header_len: usize,
    index: u64,
) -> Option<usize> {
    if header_len < FIXED_HEADER_LEN {
        return None;
    }
    let ssrc = be32(packet, 8)?;
    match cipher {
        Cipher::Cm(cm) => {
            let len = packet.len().checked_sub(CM_TAG_LEN)?;
            let (plain, tag) = packet.split_at_mut(len);
            let body = header_len..len;
            cm.verify(plain, &((index >> 16) as u32).to_be_bytes(), tag)?;
            cm.apply_keystream(ssrc, index, plain.get_mut(body)?);
            Some(len)
        }
        Cipher::Gcm(gcm) => {
            let len = packet.len().checked_sub(GCM_TAG_LEN)?;
            let (header, body) = packet.split_at_mut_checked(header_len)?;
            gcm.open(ssrc, index, header, body)?;
            Some(len)
        }
    }
}

/// E bit and index, not yet authenticated. Their place depends on the profile.
fn rtcp_word(cipher: &Cipher, packet: &[u8]) -> Option<u32> {
    let behind = match cipher {
        Cipher::Cm(_) => CM_TAG_LEN,
        Cipher::Gcm(_) => 0,
    };
    be32(packet, packet.len().checked_sub(SRTCP_INDEX_LEN + behind)?)
}

/// A cleared E bit is honoured when authentic (RFC 3711 §3.4): such a compound is only authenticated.
pub(super) fn open_rtcp(cipher: &Cipher, packet: &mut [u8]) -> Option<usize> {
    let word = rtcp_word(cipher, packet)?;
    let ssrc = be32(packet, 4)?;
    let index = u64::from(word & !SRTCP_E_BIT);
    let encrypted = word & SRTCP_E_BIT != 0;
    let len = packet
        .len()
        .checked_sub(SRTCP_INDEX_LEN + tag_len(cipher))?;
    if len < RTCP_CLEAR_LEN {
        return None;
    }
    match cipher {
        Cipher::Cm(cm) => {
            let (signed, tag) = packet.split_at_mut(len + SRTCP_INDEX_LEN);
            cm.verify(signed, &[], tag)?;
            if encrypted {
                cm.apply_keystream(ssrc, index, signed.get_mut(RTCP_CLEAR_LEN..len)?);
            }
        }
        Cipher::Gcm(gcm) if encrypted => {
            let mut aad = [0; RTCP_CLEAR_LEN + SRTCP_INDEX_LEN];
            aad[..RTCP_CLEAR_LEN].copy_from_slice(packet.get(..RTCP_CLEAR_LEN)?);
            aad[RTCP_CLEAR_LEN..].copy_from_slice(&word.to_be_bytes());
            gcm.open(
                ssrc,
                index,
                &aad,
                packet.get_mut(RTCP_CLEAR_LEN..len + GCM_TAG_LEN)?,
            )?;
        }
        // The associated data would be the whole compound and the word behind the tag: not contiguous,
        // and DTLS-SRTP never negotiates unencrypted SRTCP (RFC 5764 §4.1.2).
        Cipher::Gcm(_) => return None,
    }
    Some(len)
}

const fn tag_len(cipher: &Cipher) -> usize {
    match cipher {
        Cipher::Cm(_) => CM_TAG_LEN,
        Cipher::Gcm(_) => GCM_TAG_LEN,
    }
}
