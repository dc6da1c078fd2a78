//! RTCP: compounds read in place, packet by packet, and written into a caller's buffer.
//!
//! RFC 3550 §6 (SR, RR, SDES, BYE), RFC 4585 (NACK, PLI), RFC 5104 (FIR), RFC 3611 (RRTR, DLRR),
//! draft-alvestrand-rmcat-remb-03, draft-holmer-rmcat-transport-wide-cc-extensions-01.
//! Reduced-size compounds (RFC 5506) are as good as full ones.

mod items;
mod transport_cc;
mod views;
mod writer;

pub use items::{Item, items};
pub use transport_cc::{Arrival, TransportCc};
pub use views::{Blocks, DlrrBlock, DlrrBlocks, FirEntries, NackPairs, ReportBlock, Ssrcs};
pub use writer::Writer;

/// Packet types, RFC 3550 §12.1, RFC 4585 §6.1, RFC 3611 §2.
pub(crate) mod pt {
    pub const SR: u8 = 200;
    pub const RR: u8 = 201;
    pub const SDES: u8 = 202;
    pub const BYE: u8 = 203;
    pub const RTPFB: u8 = 205;
    pub const PSFB: u8 = 206;
    pub const XR: u8 = 207;
}

/// Feedback message types: RFC 4585 §6.2–6.4, RFC 5104 §4.3, the two drafts.
pub(crate) mod fmt {
    pub const NACK: u8 = 1;
    pub const TRANSPORT_CC: u8 = 15;
    pub const PLI: u8 = 1;
    pub const FIR: u8 = 4;
    pub const APPLICATION: u8 = 15;
}

/// XR block types, RFC 3611 §4.4, §4.5.
pub(crate) mod xr {
    pub const RRTR: u8 = 4;
    pub const DLRR: u8 = 5;
}

/// Marks REMB among application layer feedback.
pub(crate) const REMB_NAME: [u8; 4] = *b"REMB";

/// Largest count of report blocks, chunks or sources in one packet: the field has 5 bits.
pub const COUNT_MAX: usize = 31;

/// Big-endian `u32` at `at`.
pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Big-endian `u16` at `at`.
pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests;
