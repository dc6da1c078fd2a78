//! RTP header (RFC 3550 §5.1) and its extensions (RFC 8285), read in place and written in place.
//! Knows nothing of encryption: the header is in the clear in SRTP, payload and padding are not.

use std::ops::Range;

use crate::session::{EXT_COUNT, Ext, ExtMap};

/// Fixed part of the header in bytes.
pub const FIXED_HEADER_LEN: usize = 12;
/// RFC 8285 §4.2: profile value of one-byte elements.
const ONE_BYTE_PROFILE: u16 = 0xBEDE;
/// RFC 8285 §4.3: profile value of two-byte elements, low four bits are "appbits".
const TWO_BYTE_PROFILE: u16 = 0x1000;
/// RFC 8285 §4.2: id 15 ends processing of one-byte elements.
const ONE_BYTE_STOP_ID: u8 = 15;
/// Largest element of the one-byte form.
const ONE_BYTE_MAX_LEN: usize = 16;

/// Where each known extension lies in the packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtSpans {
    /// Offset from the start of the packet; 0 = absent (a header never has an extension at 0).
    offsets: [u16; EXT_COUNT],
    lens: [u8; EXT_COUNT],
}

impl ExtSpans {
    /// Bytes of `ext` in `packet` (the one that was parsed); `None` when absent.
    pub fn get<'a>(&self, packet: &'a [u8], ext: Ext) -> Option<&'a [u8]> {
        packet.get(self.span(ext)?)
    }

    /// Where `ext` lies, for changing it in place; `None` when absent.
    pub fn span(&self, ext: Ext) -> Option<Range<usize>> {
        let start = usize::from(self.offsets[ext as usize]);
        (start != 0).then(|| start..start + usize::from(self.lens[ext as usize]))
    }

    fn put(&mut self, slot: usize, offset: usize, len: usize) {
        // The first one wins: a doubled element must not overrule what was already looked at.
        if let (0, Ok(offset)) = (self.offsets[slot], u16::try_from(offset)) {
            self.offsets[slot] = offset;
            self.lens[slot] = len as u8;
        }
    }
}

/// A parsed header. Plain numbers; the bytes stay where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RtpHeader {
    /// End of a video frame, start of a talk spurt.
    pub marker: bool,
    /// The last byte of the (decrypted) packet says how many padding bytes there are.
    pub padding: bool,
    /// 0–127, as the sender numbers it.
    pub pt: u8,
    /// Sequence number.
    pub seq: u16,
    /// In units of the codec's clock.
    pub timestamp: u32,
    /// Source.
    pub ssrc: u32,
    /// Bytes before the payload: fixed part, CSRCs, extensions.
    pub header_len: usize,
    /// Known extensions.
    pub exts: ExtSpans,
}

impl RtpHeader {
    /// Reads the header of a packet, encrypted or not.
    ///
    /// `None`: not version 2, or shorter than it says. A malformed *element* only ends the list of
    /// extensions, so that one odd sender does not lose its media.
    pub fn parse(packet: &[u8], map: &ExtMap) -> Option<Self> {
        let fixed: &[u8; FIXED_HEADER_LEN] = packet.first_chunk()?;
        let [first, second, seq @ .., t0, t1, t2, t3, s0, s1, s2, s3] = *fixed;
        if first >> 6 != 2 {
            return None;
        }
        let csrc_end = FIXED_HEADER_LEN + 4 * usize::from(first & 0x0f);
        let mut exts = ExtSpans::default();
        let header_len = if first & 0x10 == 0 {
            csrc_end
        } else {
            parse_exts(packet, csrc_end, map, &mut exts)?
        };
        (header_len <= packet.len()).then_some(Self {
            marker: second & 0x80 != 0,
            padding: first & 0x20 != 0,
            pt: second & 0x7f,
            seq: u16::from_be_bytes(seq),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
            header_len,
            exts,
        })
    }

    /// Payload of the *decrypted* packet without padding; empty for a packet of padding only.
    /// `None` when the padding count is 0 or larger than what there is.
    pub fn payload_range(&self, packet: &[u8]) -> Option<Range<usize>> {
        let padding = if self.padding {
            usize::from(*packet.last()?)
        } else {
            0
        };
        if self.padding && padding == 0 {
            return None;
        }
        let end = packet.len().checked_sub(padding)?;
        (self.header_len <= end).then_some(self.header_len..end)
    }
}

/// Reads the extension block at `at`; returns where it ends.
fn parse_exts(packet: &[u8], at: usize, map: &ExtMap, spans: &mut ExtSpans) -> Option<usize> {
    let [p0, p1, l0, l1] = *packet.get(at..)?.first_chunk()?;
    let start = at + 4;
    let end = start + 4 * usize::from(u16::from_be_bytes([l0, l1]));
    let block = packet.get(start..end)?;
    let profile = u16::from_be_bytes([p0, p1]);
    if profile == ONE_BYTE_PROFILE {
        walk_one_byte(block, start, map, spans);
    } else if profile & 0xfff0 == TWO_BYTE_PROFILE {
        walk_two_byte(block, start, map, spans);
    }
    Some(end)
}

fn walk_one_byte(block: &[u8], start: usize, map: &ExtMap, spans: &mut ExtSpans) {
    let mut at = 0;
    while let Some(&head) = block.get(at) {
        let (id, len) = (head >> 4, usize::from(head & 0x0f) + 1);
        at += 1;
        if head == 0 {
            continue;
        }
        if id == ONE_BYTE_STOP_ID || at + len > block.len() {
            return;
        }
        if let Some(slot) = map.ext(id) {
            spans.put(slot, start + at, len);
        }
        at += len;
    }
}

fn walk_two_byte(block: &[u8], start: usize, map: &ExtMap, spans: &mut ExtSpans) {
    let mut at = 0;
    while let Some(&id) = block.get(at) {
        at += 1;
        if id == 0 {
            continue;
        }
        let Some(len) = block.get(at).map(|l| usize::from(*l)) else {
            return;
        };
        at += 1;
        if at + len > block.len() {
            return;
        }
        if let Some(slot) = map.ext(id) {
            spans.put(slot, start + at, len);
        }
        at += len;
    }
}

/// Writes a header without CSRCs and padding to the start of `out`; returns its length.
///
/// `exts` are (id, value) in the order wanted. The one-byte form is used when all fit it. Otherwise
/// the two-byte form if `allow_two_byte`, else the elements that do not fit are left out (the packet
/// is worth more than its extension). `None`: `out` is too small.
#[allow(clippy::too_many_arguments)] // the fields of the header, in its order
pub fn write_header(
    out: &mut [u8],
    pt: u8,
    marker: bool,
    seq: u16,
    timestamp: u32,
    ssrc: u32,
    exts: &[(u8, &[u8])],
    allow_two_byte: bool,
) -> Option<usize> {
    let extended = if exts.is_empty() { 0 } else { 0x10 };
    let fixed: &mut [u8; FIXED_HEADER_LEN] = out.first_chunk_mut()?;
    fixed[0] = 0x80 | extended;
    fixed[1] = (pt & 0x7f) | if marker { 0x80 } else { 0 };
    fixed[2..4].copy_from_slice(&seq.to_be_bytes());
    fixed[4..8].copy_from_slice(&timestamp.to_be_bytes());
    fixed[8..12].copy_from_slice(&ssrc.to_be_bytes());
    if exts.is_empty() {
        return Some(FIXED_HEADER_LEN);
    }
    let two_byte = allow_two_byte && exts.iter().any(|(id, value)| !fits_one_byte(*id, value));
    write_exts(out.get_mut(FIXED_HEADER_LEN..)?, exts, two_byte).map(|len| FIXED_HEADER_LEN + len)
}

const fn fits_one_byte(id: u8, value: &[u8]) -> bool {
    id > 0 && id < ONE_BYTE_STOP_ID && !value.is_empty() && value.len() <= ONE_BYTE_MAX_LEN
}

fn write_exts(block: &mut [u8], exts: &[(u8, &[u8])], two_byte: bool) -> Option<usize> {
    let mut at = 4;
    for &(id, value) in exts {
        if two_byte {
            let len = u8::try_from(value.len()).ok()?;
            block.get_mut(at..at + 2)?.copy_from_slice(&[id, len]);
            at += 2;
        } else if fits_one_byte(id, value) {
            *block.get_mut(at)? = id << 4 | (value.len() - 1) as u8;
            at += 1;
        } else {
            continue;
        }
        block.get_mut(at..at + value.len())?.copy_from_slice(value);
        at += value.len();
    }
    let end = at.next_multiple_of(4);
    block.get_mut(at..end)?.fill(0);
    let profile = if two_byte {
        TWO_BYTE_PROFILE
    } else {
        ONE_BYTE_PROFILE
    };
    block.get_mut(0..2)?.copy_from_slice(&profile.to_be_bytes());
    block
        .get_mut(2..4)?
        .copy_from_slice(&((end / 4 - 1) as u16).to_be_bytes());
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> ExtMap {
        let mut map = ExtMap {
            allow_mixed: true,
            ..ExtMap::default()
        };
        map.ids[Ext::AudioLevel as usize] = Some(1);
        map.ids[Ext::Mid as usize] = Some(4);
        map.ids[Ext::DependencyDescriptor as usize] = Some(12);
        map.ids[Ext::PlayoutDelay as usize] = Some(200);
        map
    }

    fn written(exts: &[(u8, &[u8])], allow_two_byte: bool) -> Vec<u8> {
        let mut out = [0xEE; 256];
        let len = write_header(
            &mut out,
            96,
            true,
            0x1234,
            0x5678_9abc,
            0xdead_beef,
            exts,
            allow_two_byte,
        )
        .unwrap();
        out[..len].to_vec()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let packet = written(&[(1, &[0x8f]), (4, b"12")], true);
        let header = RtpHeader::parse(&packet, &map()).unwrap();
        assert_eq!((header.marker, header.pt, header.seq), (true, 96, 0x1234));
        assert_eq!(
            (header.timestamp, header.ssrc, header.header_len),
            (0x5678_9abc, 0xdead_beef, packet.len())
        );
        assert_eq!(header.exts.get(&packet, Ext::AudioLevel), Some(&[0x8f][..]));
        assert_eq!(header.exts.get(&packet, Ext::Mid), Some(&b"12"[..]));
        assert_eq!(header.exts.get(&packet, Ext::Rid), None);
        assert_eq!(packet[12..14], [0xBE, 0xDE]);
    }

    #[test]
    fn an_element_too_long_for_one_byte_needs_the_two_byte_form_or_is_left_out() {
        let long = [7; 40];
        let packet = written(&[(4, b"1"), (12, &long)], true);
        assert_eq!(packet[12..14], [0x10, 0x00]);
        let exts = RtpHeader::parse(&packet, &map()).unwrap().exts;
        assert_eq!(
            exts.get(&packet, Ext::DependencyDescriptor),
            Some(&long[..])
        );
        assert_eq!(exts.get(&packet, Ext::Mid), Some(&b"1"[..]));
        let packet = written(&[(4, b"1"), (12, &long)], false);
        let exts = RtpHeader::parse(&packet, &map()).unwrap().exts;
        assert_eq!(exts.get(&packet, Ext::DependencyDescriptor), None);
        assert_eq!(exts.get(&packet, Ext::Mid), Some(&b"1"[..]));
    }

    #[test]
    fn high_ids_and_empty_values_need_the_two_byte_form() {
        let packet = written(&[(200, &[1, 2, 3]), (4, &[])], true);
        let exts = RtpHeader::parse(&packet, &map()).unwrap().exts;
        assert_eq!(exts.get(&packet, Ext::PlayoutDelay), Some(&[1, 2, 3][..]));
        assert_eq!(exts.get(&packet, Ext::Mid), Some(&[][..]));
    }

    #[test]
    fn contributing_sources_lie_between_header_and_extensions() {
        let mut packet = written(&[(1, &[5])], false);
        packet[0] |= 2;
        packet.splice(12..12, [9; 8]);
        let header = RtpHeader::parse(&packet, &map()).unwrap();
        assert_eq!(header.header_len, packet.len());
        assert_eq!(header.exts.get(&packet, Ext::AudioLevel), Some(&[5][..]));
    }

    #[test]
    fn padding_is_not_payload_and_must_add_up() {
        let mut packet = written(&[], false);
        packet[0] |= 0x20;
        packet.extend([1, 2, 3, 0, 0, 3]);
        let header = RtpHeader::parse(&packet, &map()).unwrap();
        assert_eq!(header.payload_range(&packet), Some(12..15));
        for (count, range) in [(6, Some(12..12)), (7, None), (0, None), (255, None)] {
            *packet.last_mut().unwrap() = count;
            assert_eq!(header.payload_range(&packet), range);
        }
    }

    #[test]
    fn cut_or_foreign_packets_are_refused() {
        let mut packet = written(&[(1, &[5]), (4, b"abc")], false);
        for len in 0..packet.len() {
            assert_eq!(RtpHeader::parse(&packet[..len], &map()), None);
        }
        packet[0] = 0x40;
        assert_eq!(RtpHeader::parse(&packet, &map()), None);
    }

    #[test]
    fn a_malformed_element_ends_the_list_but_not_the_packet() {
        let mut packet = written(&[(1, &[5]), (4, b"ab")], false);
        packet[18] = 0x4f; // the second element now claims 16 bytes
        let header = RtpHeader::parse(&packet, &map()).unwrap();
        assert_eq!(header.exts.get(&packet, Ext::AudioLevel), Some(&[5][..]));
        assert_eq!(header.exts.get(&packet, Ext::Mid), None);
    }

    #[test]
    fn a_buffer_too_small_for_the_header_is_left_unsent() {
        for len in 0..20 {
            assert_eq!(
                write_header(
                    &mut vec![0; len],
                    96,
                    false,
                    0,
                    0,
                    0,
                    &[(1, &[5]), (4, b"ab")],
                    false
                ),
                None
            );
        }
    }
}
