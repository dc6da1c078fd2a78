//! Transport-wide congestion control feedback, draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.

use super::{be16, be32};

/// Common header, two SSRCs, base sequence number, count, reference time, feedback count.
const FIXED_LEN: usize = 20;
/// Symbols of a vector chunk with one bit each.
const ONE_BIT_SYMBOLS: usize = 14;
/// Symbols of a vector chunk with two bits each.
const TWO_BIT_SYMBOLS: usize = 7;
/// Longest run of a run length chunk: 13 bits.
const RUN_MAX: usize = 0x1fff;
/// A run shorter than this costs no more as a vector chunk.
const RUN_MIN: usize = TWO_BIT_SYMBOLS + 1;
/// Two-bit symbols.
const NOT_RECEIVED: u8 = 0;
const SMALL_DELTA: u8 = 1;
const LARGE_DELTA: u8 = 2;

/// One packet in a feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Transport-wide sequence number.
    pub seq: u16,
    /// `None` = lost; else time since the previous received packet (the first: since the reference
    /// time) in units of 250 µs.
    pub delta: Option<i16>,
}

/// A feedback that was found well-formed, read in place.
#[derive(Clone, Copy, Debug)]
pub struct TransportCc<'a> {
    /// Who reports.
    pub sender: u32,
    /// A source of the transport (any of them).
    pub media: u32,
    /// First transport-wide sequence number.
    pub base_seq: u16,
    /// Packets reported on, lost ones too.
    pub count: u16,
    /// In units of 64 ms, 24 bits, signed, of an arbitrary epoch.
    pub reference_time_64ms: i32,
    /// Counts feedbacks, so that the loss of one is seen.
    pub feedback_count: u8,
    chunks: &'a [u8],
    deltas: &'a [u8],
}

impl<'a> TransportCc<'a> {
    /// Reads the packet of [`super::Item::TransportCc`]. `None`: chunks or deltas are cut short.
    pub fn parse(packet: &'a [u8]) -> Option<Self> {
        let body = packet.get(FIXED_LEN..)?;
        let count = be16(packet, 14)?;
        let times = be32(packet, 16)?;
        let (chunks_len, deltas_len) = measure(body, count)?;
        let (chunks, rest) = body.split_at_checked(chunks_len)?;
        Some(Self {
            sender: be32(packet, 4)?,
            media: be32(packet, 8)?,
            base_seq: be16(packet, 12)?,
            count,
            reference_time_64ms: (times as i32) >> 8,
            feedback_count: times as u8,
            chunks,
            deltas: rest.get(..deltas_len)?,
        })
    }

    /// All packets reported on, in order.
    pub fn arrivals(&self) -> impl Iterator<Item = Arrival> + 'a {
        let (mut deltas, base_seq) = (self.deltas, self.base_seq);
        symbols(self.chunks, self.count)
            .enumerate()
            .map(move |(at, symbol)| {
                let size = delta_len(symbol);
                let (delta, rest) = deltas.split_at_checked(size).unwrap_or_default();
                deltas = rest;
                let delta = match *delta {
                    [small] => Some(i16::from(small)),
                    [high, low] => Some(i16::from_be_bytes([high, low])),
                    _ => None,
                };
                Arrival {
                    seq: base_seq.wrapping_add(at as u16),
                    delta,
                }
            })
    }
}

/// Bytes of chunks and of deltas that `count` symbols need.
fn measure(body: &[u8], count: u16) -> Option<(usize, usize)> {
    let (mut seen, mut at) = (0, 0);
    while seen < usize::from(count) {
        seen += chunk_symbols(be16(body, at)?);
        at += 2;
    }
    Some((at, symbols(body, count).map(delta_len).sum()))
}

const fn delta_len(symbol: u8) -> usize {
    match symbol {
        SMALL_DELTA => 1,
        LARGE_DELTA => 2,
        // 3 is reserved: libwebrtc reads it as "received, without delta"; we as lost.
        _ => 0,
    }
}

const fn chunk_symbols(chunk: u16) -> usize {
    match chunk >> 14 {
        0 | 1 => (chunk & 0x1fff) as usize,
        2 => ONE_BIT_SYMBOLS,
        _ => TWO_BIT_SYMBOLS,
    }
}

const fn symbol_at(chunk: u16, at: usize) -> u8 {
    match chunk >> 14 {
        0 | 1 => (chunk >> 13 & 3) as u8,
        2 => (chunk >> (ONE_BIT_SYMBOLS - 1 - at) & 1) as u8,
        _ => (chunk >> (2 * (TWO_BIT_SYMBOLS - 1 - at)) & 3) as u8,
    }
}

fn symbols(chunks: &[u8], count: u16) -> impl Iterator<Item = u8> + '_ {
    chunks
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .flat_map(|chunk| (0..chunk_symbols(chunk)).map(move |at| symbol_at(chunk, at)))
        .take(usize::from(count))
}

fn symbol_of(delta: Option<i16>) -> u8 {
    match delta {
        None => NOT_RECEIVED,
        Some(0..=255) => SMALL_DELTA,
        Some(_) => LARGE_DELTA,
    }
}

/// Writes chunks and deltas of a feedback; returns the bytes used, `None` when they do not fit.
pub(super) fn write_body(out: &mut [u8], deltas: &[Option<i16>]) -> Option<usize> {
    let mut at = 0;
    let mut rest = deltas;
    while !rest.is_empty() {
        let (chunk, used) = next_chunk(rest);
        out.get_mut(at..at + 2)?
            .copy_from_slice(&chunk.to_be_bytes());
        at += 2;
        rest = rest.get(used..).unwrap_or_default();
    }
    for delta in deltas.iter().flatten() {
        let bytes = delta.to_be_bytes();
        let used = if (0..=255).contains(delta) {
            &bytes[1..]
        } else {
            &bytes[..]
        };
        out.get_mut(at..at + used.len())?.copy_from_slice(used);
        at += used.len();
    }
    Some(at)
}

/// The chunk that covers most of what comes next: a run, else 14 one-bit or 7 two-bit symbols.
fn next_chunk(deltas: &[Option<i16>]) -> (u16, usize) {
    let first = deltas
        .first()
        .map_or(NOT_RECEIVED, |delta| symbol_of(*delta));
    let same = |delta: &&Option<i16>| symbol_of(**delta) == first;
    let run = deltas.iter().take(RUN_MAX).take_while(same).count();
    if run >= RUN_MIN || run == deltas.len() {
        return (u16::from(first) << 13 | run as u16, run);
    }
    let one_bit = deltas
        .iter()
        .take(ONE_BIT_SYMBOLS)
        .all(|delta| symbol_of(*delta) != LARGE_DELTA);
    let (size, bits, tag) = if one_bit {
        (ONE_BIT_SYMBOLS, 1, 2)
    } else {
        (TWO_BIT_SYMBOLS, 2, 3)
    };
    let mut chunk = 0;
    for at in 0..size {
        let symbol = deltas
            .get(at)
            .map_or(NOT_RECEIVED, |delta| symbol_of(*delta));
        chunk = chunk << bits | u16::from(symbol);
    }
    (tag << 14 | chunk, size.min(deltas.len()))
}
