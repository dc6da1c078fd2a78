//! In which form a subscriber gets an audio packet: as it came, without its redundancy, or with
//! redundancy made here from the packets before it.

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{Codec, ExtMap};

use super::red;
use super::redundancy::MAX_LEVEL;
use crate::cache::MAX_PACKET;
use crate::downtrack::Packet;
use crate::mapping::Mapping;
use crate::uptrack::UpTrack;

/// Where a payload that differs from the publisher's is written; empty until then.
pub type Room = Option<[u8; MAX_PACKET]>;

/// Largest payload that is made: below what every path carries. A larger packet goes as it came.
const MAX_MADE: usize = 1_100;
/// From this level on a publisher's own redundancy, which is one packet deep, is not enough.
const ABOVE_PUBLISHERS: u8 = 2;

/// What a subscriber gets.
#[derive(Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// The packet as it came.
    AsIs,
    /// Something else under another payload type.
    Other {
        /// Payload type as the subscriber numbers it.
        pt: u8,
        /// What it carries.
        payload: &'a [u8],
    },
    /// Nothing: it has or gets the packet in another form.
    Nothing,
}

/// Decides, and makes what is to be made. `level`: how many older packets to repeat; `None`: not even those that
/// the publisher repeats.
pub fn of<'a>(
    packet: &Packet<'a>,
    mapping: &Mapping,
    level: Option<u8>,
    track: &UpTrack,
    room: &'a mut Room,
) -> Form<'a> {
    if packet.codec.codec == Codec::Red {
        return of_redundant(packet, mapping, level, track, room);
    }
    let known = mapping.red_pt.zip(mapping.opus_pt);
    let level = level.unwrap_or(0);
    let Some((pt, opus_pt)) = known.filter(|_| level > 0) else {
        return Form::AsIs;
    };
    let out = room.insert([0; MAX_PACKET]);
    match make(packet, packet.source.payload, level, opus_pt, track, out) {
        Some(len) => Form::Other {
            pt,
            payload: &out[..len],
        },
        None => Form::AsIs,
    }
}

fn of_redundant<'a>(
    packet: &Packet<'a>,
    mapping: &Mapping,
    level: Option<u8>,
    track: &UpTrack,
    room: &'a mut Room,
) -> Form<'a> {
    let (Some((inner, primary)), Some(opus_pt)) = (packet.inner, mapping.opus_pt) else {
        return Form::Nothing;
    };
    let Some((pt, level)) = mapping.red_pt.zip(level) else {
        return Form::Other {
            pt: opus_pt,
            payload: primary,
        };
    };
    if inner.is_recovered {
        return Form::Nothing;
    }
    let is_more = level >= ABOVE_PUBLISHERS;
    if !is_more && inner.pt == opus_pt {
        return Form::AsIs;
    }
    let out = room.insert([0; MAX_PACKET]);
    let made = is_more.then(|| make(packet, primary, level, opus_pt, track, out));
    match made
        .flatten()
        .or_else(|| renumber(packet.source.payload, opus_pt, out))
    {
        Some(len) => Form::Other {
            pt,
            payload: &out[..len],
        },
        None => Form::Nothing,
    }
}

/// The publisher's redundancy, its encodings numbered as the subscriber does.
fn renumber(payload: &[u8], opus_pt: u8, out: &mut [u8; MAX_PACKET]) -> Option<usize> {
    let copy = out.get_mut(..payload.len())?;
    copy.copy_from_slice(payload);
    red::renumber(copy, opus_pt).then_some(payload.len())
}

/// `primary`, and before it what the packets before this one held. `None`: nothing to add, or too much.
fn make(
    packet: &Packet<'_>,
    primary: &[u8],
    level: u8,
    opus_pt: u8,
    track: &UpTrack,
    out: &mut [u8; MAX_PACKET],
) -> Option<usize> {
    let mut older = [(0, &[][..]); MAX_LEVEL as usize];
    let mut count = 0;
    for back in (1..=u64::from(level)).rev() {
        let number = packet.seq.checked_sub(back);
        let found = number.and_then(|seq| encoding(packet.layer, seq, track));
        let Some((timestamp, payload)) = found else {
            continue;
        };
        let age = packet.source.header.timestamp.wrapping_sub(timestamp);
        if let (Some(slot), Ok(age)) = (older.get_mut(count), u16::try_from(age)) {
            *slot = (age, payload);
            count += 1;
        }
    }
    let older = older.get(..count).filter(|older| !older.is_empty())?;
    red::write(opus_pt, older, primary, out.get_mut(..MAX_MADE)?)
}

/// Timestamp and Opus of an earlier packet of the track, if it came and is still held.
fn encoding(layer: u8, seq: u64, track: &UpTrack) -> Option<(u32, &[u8])> {
    let bytes = track.layers.get(usize::from(layer))?.cache.get(seq)?;
    // Extensions are of no interest here, hence no ids.
    let header = RtpHeader::parse(bytes, &ExtMap::default())?;
    let payload = bytes.get(header.payload_range(bytes)?)?;
    let opus = match track.codec(header.pt)?.codec {
        Codec::Red => payload.get(red::primary(payload)?.range)?,
        _ => payload,
    };
    (!opus.is_empty()).then_some((header.timestamp, opus))
}
