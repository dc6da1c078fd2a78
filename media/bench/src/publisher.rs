//! One published track: frames of sealed RTP packets, with the moment of sending in the payload's tail.

use std::sync::Arc;

use rapat_wire::rtp::write_header;
use rapat_wire::session::Kind;
use rapat_wire::srtp::Sealer;

use crate::frames::Frames;
use crate::sdp::{EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, OPUS_PT, VP8_PT};

/// Nanoseconds since the bench's start, at the very end of each payload: nobody rewrites bytes there.
pub const STAMP_LEN: usize = 8;
/// Largest datagram that we make.
const DATAGRAM_MAX: usize = 1_500;
/// RTP ticks of a video frame at 30/s, and of 20 ms Opus.
const VIDEO_TICKS: u32 = 3_000;
const AUDIO_TICKS: u32 = 960;
/// The voice bit of the level extension (RFC 6464).
const VOICE: u8 = 0x80;
/// Loudest and number of levels of our speakers, in -dBov: all are speech, no two stay equal for long.
const LEVEL_LOUDEST: u8 = 16;
const LEVELS: u64 = 16;
/// Frames after which a speaker's loudness changes: three seconds of sound.
const LEVEL_FRAMES: u64 = 150;
/// VP8 descriptor: X, then I+L+T, 15-bit picture id, TL0PICIDX, TID/Y/KEYIDX (RFC 7741 §4.2).
const VP8_DESCRIPTOR_LEN: usize = 6;

/// Produces the packets of one track. The caller owns pace and socket.
pub struct Publisher {
    kind: Kind,
    frames: Arc<Frames>,
    ssrc: u32,
    /// Rollover counter and sequence number in one (RFC 3711 §3.3.1).
    index: u64,
    frame: u64,
    /// Packet of the current frame that is next.
    part: usize,
    transport_seq: u16,
    wants_key: bool,
    /// Is the frame under way a key frame.
    is_key: bool,
    buffer: [u8; DATAGRAM_MAX],
}

/// First sequence number: below 2^15, as RFC 3711 advises.
const FIRST_INDEX: u64 = 1_000;

impl Publisher {
    /// A track of `kind` that replays `frames`, each SSRC from another place on.
    pub fn new(kind: Kind, frames: Arc<Frames>, ssrc: u32) -> Self {
        Self {
            kind,
            frames,
            ssrc,
            index: FIRST_INDEX,
            frame: u64::from(ssrc % 64) * 7,
            part: 0,
            transport_seq: 0,
            wants_key: true,
            is_key: false,
            buffer: [0; DATAGRAM_MAX],
        }
    }

    /// Sound or pictures.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Packets of the frame under way.
    pub fn packets_of_frame(&self) -> usize {
        let is_key = if self.part == 0 {
            self.wants_key
        } else {
            self.is_key
        };
        self.frames.sizes(self.frame, is_key).len()
    }

    /// Whose packets.
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// The next frame must be a key frame (PLI, FIR).
    pub fn want_key_frame(&mut self) {
        self.wants_key = true;
    }

    /// The next packet, sealed; `true` with the last one of its frame. `None`: it does not fit.
    pub fn next(&mut self, now_ns: u64, sealer: &Sealer) -> Option<(&[u8], bool)> {
        if self.part == 0 {
            self.is_key = std::mem::take(&mut self.wants_key);
        }
        let sizes = self.frames.sizes(self.frame, self.is_key);
        let (size, last) = (
            usize::from(*sizes.get(self.part)?),
            self.part + 1 == sizes.len(),
        );
        let header = self.write_header(last, now_ns)?;
        let end = header + size;
        let payload = self.buffer.get_mut(header..end)?;
        payload.fill(0x5a);
        let stamp = payload.len() - STAMP_LEN;
        payload
            .get_mut(stamp..)?
            .copy_from_slice(&now_ns.to_be_bytes());
        if self.kind == Kind::Video {
            write_vp8(payload, self.frame, self.part == 0, self.is_key)?;
        }
        let sealed = sealer.seal_rtp(&mut self.buffer, header, end, (self.index >> 16) as u32)?;
        self.advance(last);
        Some((self.buffer.get(..sealed)?, last))
    }

    fn write_header(&mut self, last: bool, now_ns: u64) -> Option<usize> {
        let (pt, ticks) = match self.kind {
            Kind::Audio => (OPUS_PT, AUDIO_TICKS),
            Kind::Video => (VP8_PT, VIDEO_TICKS),
        };
        // 6.18 fixed point seconds, 24 bits.
        let abs = (((now_ns % 64_000_000_000) << 18) / 1_000_000_000) as u32;
        let abs = [(abs >> 16) as u8, (abs >> 8) as u8, abs as u8];
        let sequence = self.transport_seq.to_be_bytes();
        let level = [VOICE | self.level()];
        let exts: [(u8, &[u8]); 3] = [
            (EXT_ABS_SEND_TIME, &abs),
            (EXT_TRANSPORT_CC, &sequence),
            (EXT_AUDIO_LEVEL, &level),
        ];
        let exts = if self.kind == Kind::Audio {
            &exts[..]
        } else {
            &exts[..2]
        };
        let timestamp = (self.frame as u32).wrapping_mul(ticks);
        let marker = last && self.kind == Kind::Video;
        write_header(
            &mut self.buffer,
            pt,
            marker,
            self.index as u16,
            timestamp,
            self.ssrc,
            exts,
            false,
        )
    }

    /// Loudness in -dBov; a mixed-up function of speaker and time, so that the loudest ones change.
    fn level(&self) -> u8 {
        let spell = u64::from(self.ssrc) + self.frame / LEVEL_FRAMES * 0x9e37_79b9;
        LEVEL_LOUDEST + (spell.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as u8 % LEVELS as u8
    }

    fn advance(&mut self, last: bool) {
        self.index += 1;
        self.transport_seq = self.transport_seq.wrapping_add(1);
        self.part += 1;
        if last {
            self.part = 0;
            self.frame += 1;
        }
    }
}

/// Descriptor, and at the start of a frame the VP8 frame header (RFC 6386 §9.1).
fn write_vp8(payload: &mut [u8], frame: u64, starts: bool, key: bool) -> Option<()> {
    let picture = (frame as u16) & 0x7fff;
    let (descriptor, body) = payload.split_at_mut_checked(VP8_DESCRIPTOR_LEN)?;
    let start = if starts { 0x10 } else { 0 };
    descriptor.copy_from_slice(&[
        0x80 | start,
        0xe0,
        0x80 | (picture >> 8) as u8,
        picture as u8,
        frame as u8,
        0,
    ]);
    if starts {
        *body.first_mut()? = if key { 0x10 } else { 0x11 };
        if key {
            body.get_mut(3..10)?
                .copy_from_slice(&[0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02]);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use rapat_wire::codec::vp8;
    use rapat_wire::rtp::RtpHeader;
    use rapat_wire::session::ExtMap;
    use rapat_wire::srtp::{Opener, Profile};

    use super::*;

    #[test]
    fn a_frame_is_a_run_of_packets_that_a_receiver_can_open_and_a_key_frame_comes_when_asked() {
        let sealer = Sealer::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let opener = Opener::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let frames = Arc::new(Frames::of(Kind::Video));
        let mut publisher = Publisher::new(Kind::Video, frames.clone(), 9);
        let mut seq = FIRST_INDEX;
        for is_key in [true, false, true] {
            if is_key {
                publisher.want_key_frame();
            }
            let parts = publisher.packets_of_frame();
            assert_eq!(is_key, parts == frames.sizes(0, true).len());
            for part in 1..=parts {
                let (sealed, last) = publisher.next(77, &sealer).unwrap();
                let mut packet = sealed.to_vec();
                let header = RtpHeader::parse(&packet, &ExtMap::default()).unwrap();
                assert_eq!((header.marker, last), (part == parts, part == parts));
                let len = opener
                    .open_rtp(&mut packet, header.header_len, seq)
                    .unwrap();
                assert_eq!(packet[len - STAMP_LEN..len], 77u64.to_be_bytes());
                let payload = vp8::Descriptor::parse(&packet[header.header_len..len]).unwrap();
                assert_eq!(payload.is_keyframe, is_key && part == 1);
                seq += 1;
            }
        }
    }
}
