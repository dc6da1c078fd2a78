//! Bounds on what an offer may contain. Everything that is stored while parsing is bounded by one of them.

/// Bytes of an offer. A Chromium video section takes 5 KiB, an audio one 1 KiB: [`SECTIONS_MAX`]
/// sections, half of each, are 0.8 MB. Higher: longer parsing on the control thread (1 MiB ≈ 5 ms).
pub const OFFER_BYTES_MAX: usize = 1024 * 1024;
/// m-lines. One room's tracks as one client sees them; sections are reused, never removed.
/// Higher: answers above a megabyte. Lower: rooms of more than 128 cameras and microphones break.
pub const SECTIONS_MAX: usize = 256;
/// Payload types of an m-line. Chromium 156 offers 38 for video.
pub const PAYLOAD_TYPES_MAX: usize = 64;
/// Bytes of a mid: the one-byte header extension form carries 16 (RFC 8285 §4.2, RFC 9143 §15.1).
pub const MID_BYTES_MAX: usize = 16;
/// Bytes of a rid, for the same reason (RFC 8852 §3.1).
pub const RID_BYTES_MAX: usize = 16;
/// Rids read from a section; what is behind the first [`RIDS_USED_MAX`] is not used.
pub const RIDS_PARSED_MAX: usize = 8;
/// Simulcast layers of a track: what `LiveKit` clients send, and what `UpSection::layers` promises.
pub const RIDS_USED_MAX: usize = 3;
/// Sources announced in a section: three layers with retransmission are 6, with FEC 9.
pub const SSRCS_MAX: usize = 16;
/// Header extensions offered in a section. Chromium 156 offers 12.
pub const EXTENSIONS_MAX: usize = 32;
/// Bytes of a line. The longest honest one is an m-line with all payload types, below 400.
pub const LINE_BYTES_MAX: usize = 4096;
/// Characters of an ICE ufrag, RFC 8839 §5.4.
pub const UFRAG_LEN: std::ops::RangeInclusive<usize> = 4..=256;
/// Characters of an ICE password, RFC 8839 §5.4.
pub const PWD_LEN: std::ops::RangeInclusive<usize> = 22..=256;
/// Subscriptions whose SSRCs are remembered after they left the plan, in case they come back:
/// four times what one offer can hold.
pub const REMEMBERED_DOWNS_MAX: usize = 4 * SECTIONS_MAX;
