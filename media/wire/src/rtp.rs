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
/// The same of the two-byte form.
const TWO_BYTE_MAX_LEN: usize = 255;

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

/// How extensions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RFC 8285 §4.2: ids 1–14, values of 1–16 bytes.
    OneByte,
    /// RFC 8285 §4.3: any id but 0, values of up to 255 bytes. Only for who offered `a=extmap-allow-mixed`.
    TwoByte,
}

/// Writes a header without CSRCs and padding, element by element: no list of them is made.
#[derive(Debug)]
pub struct HeaderWriter<'a> {
    out: &'a mut [u8],
    /// Where the next element goes.
    at: usize,
    form: Form,
    is_complete: bool,
}

/// Where elements begin: behind the fixed part, profile and length.
const ELEMENTS_AT: usize = FIXED_HEADER_LEN + 4;

impl<'a> HeaderWriter<'a> {
    /// Begins at the start of `out`. `None`: it is too small even without extensions.
    pub fn new(out: &'a mut [u8], form: Form) -> Option<Self> {
        out.first_chunk::<FIXED_HEADER_LEN>()?;
        Some(Self {
            out,
            at: ELEMENTS_AT,
            form,
            is_complete: true,
        })
    }

    /// The fixed part.
    pub fn fixed(&mut self, pt: u8, marker: bool, seq: u16, timestamp: u32, ssrc: u32) {
        if let Some(fixed) = self.out.first_chunk_mut::<FIXED_HEADER_LEN>() {
            fixed[0] = 0x80;
            fixed[1] = (pt & 0x7f) | if marker { 0x80 } else { 0 };
            fixed[2..4].copy_from_slice(&seq.to_be_bytes());
            fixed[4..8].copy_from_slice(&timestamp.to_be_bytes());
            fixed[8..12].copy_from_slice(&ssrc.to_be_bytes());
        }
    }

    /// Adds an extension. One that does not fit the form is left out: [`HeaderWriter::finish`] tells.
    #[inline]
    pub fn element(&mut self, id: u8, value: &[u8]) {
        match self.form {
            Form::OneByte if fits_one_byte(id, value.len()) => {
                self.put([id << 4 | (value.len() - 1) as u8], value);
            }
            Form::TwoByte if id > 0 && value.len() <= TWO_BYTE_MAX_LEN => {
                self.put([id, value.len() as u8], value);
            }
            _ => self.is_complete = false,
        }
    }

    /// The same for a value whose length is known beforehand, which makes it cheaper.
    #[inline]
    pub fn stamp<const LEN: usize>(&mut self, id: u8, value: [u8; LEN]) {
        if self.form == Form::TwoByte || !fits_one_byte(id, LEN) {
            return self.element(id, &value);
        }
        let to = self.out.get_mut(self.at..);
        let to = to.and_then(<[u8]>::split_first_mut);
        if let Some((head, to)) = to.and_then(|(head, to)| Some((head, to.first_chunk_mut()?))) {
            (*head, *to) = (id << 4 | (LEN - 1) as u8, value);
        }
        self.at += 1 + LEN;
    }

    fn put<const HEAD: usize>(&mut self, head: [u8; HEAD], value: &[u8]) {
        let end = self.at + HEAD + value.len();
        let to = self.out.get_mut(self.at..end);
        if let Some((to, rest)) = to.and_then(<[u8]>::split_first_chunk_mut) {
            *to = head;
            rest.copy_from_slice(value);
        }
        // Behind the buffer's end once something had no room.
        self.at = end;
    }

    /// Ends the header: its length, and whether every extension is in it. `None`: the buffer is too small.
    pub fn finish(self) -> Option<(usize, bool)> {
        if self.at == ELEMENTS_AT {
            return Some((FIXED_HEADER_LEN, self.is_complete));
        }
        let end = self.at.next_multiple_of(4);
        let last: &mut [u8; 4] = self.out.get_mut(..end)?.last_chunk_mut()?;
        *last = (u32::from_be_bytes(*last) & u32::MAX << (8 * (end - self.at))).to_be_bytes();
        let profile = match self.form {
            Form::OneByte => ONE_BYTE_PROFILE,
            Form::TwoByte => TWO_BYTE_PROFILE,
        };
        let words = (end - ELEMENTS_AT) / 4;
        let start: &mut [u8; ELEMENTS_AT] = self.out.first_chunk_mut()?;
        start[0] |= 0x10;
        start[12..14].copy_from_slice(&profile.to_be_bytes());
        start[14..16].copy_from_slice(&(words as u16).to_be_bytes());
        Some((end, self.is_complete))
    }
}

/// Writes a header to the start of `out`; returns its length.
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
    let two_byte = allow_two_byte
        && exts
            .iter()
            .any(|(id, value)| !fits_one_byte(*id, value.len()));
    let form = if two_byte {
        Form::TwoByte
    } else {
        Form::OneByte
    };
    let mut writer = HeaderWriter::new(out, form)?;
    writer.fixed(pt, marker, seq, timestamp, ssrc);
    for (id, value) in exts {
        writer.element(*id, value);
    }
    writer.finish().map(|(len, _)| len)
}

const fn fits_one_byte(id: u8, len: usize) -> bool {
    id > 0 && id < ONE_BYTE_STOP_ID && len > 0 && len <= ONE_BYTE_MAX_LEN
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
