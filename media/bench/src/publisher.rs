//! One published track: frames of sealed RTP packets, with the moment of sending in the payload's tail.

use rapat_wire::rtp::write_header;
use rapat_wire::session::Kind;
use rapat_wire::srtp::Sealer;

use crate::scenario::Scenario;
use crate::sdp::{EXT_ABS_SEND_TIME, EXT_AUDIO_LEVEL, EXT_TRANSPORT_CC, OPUS_PT, VP8_PT};

/// Nanoseconds since the bench's start, at the very end of each payload: nobody rewrites bytes there.
pub const STAMP_LEN: usize = 8;
/// Largest datagram that we make.
const DATAGRAM_MAX: usize = 1_500;
/// RTP ticks of a video frame at 30/s, and of 20 ms Opus.
const VIDEO_TICKS: u32 = 3_000;
const AUDIO_TICKS: u32 = 960;
/// Voice, about -30 dBov (RFC 6464).
const AUDIO_LEVEL: u8 = 0x80 | 0x1e;
/// VP8 descriptor: X, then I+L+T, 15-bit picture id, TL0PICIDX, TID/Y/KEYIDX (RFC 7741 §4.2).
const VP8_DESCRIPTOR_LEN: usize = 6;

/// Produces the packets of one track. The caller owns pace and socket.
pub struct Publisher {
    scenario: Scenario,
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

impl Publisher {
    /// Starts at sequence number `start`, which should lie below 2^15.
    pub fn new(scenario: Scenario, ssrc: u32, start: u16) -> Self {
        Self {
            scenario,
            ssrc,
            index: u64::from(start),
            frame: 0,
            part: 0,
            transport_seq: 0,
            wants_key: true,
            is_key: false,
            buffer: [0; DATAGRAM_MAX],
        }
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
        let last = self.part + 1 == self.scenario.packets_per_frame();
        if self.part == 0 {
            self.is_key = std::mem::take(&mut self.wants_key);
        }
        let header = self.write_header(last, now_ns)?;
        let end = header + self.scenario.payload_len(self.frame);
        let payload = self.buffer.get_mut(header..end)?;
        payload.fill(0x5a);
        let stamp = payload.len() - STAMP_LEN;
        payload
            .get_mut(stamp..)?
            .copy_from_slice(&now_ns.to_be_bytes());
        if self.scenario.kind == Kind::Video {
            write_vp8(payload, self.frame, self.part == 0, self.is_key)?;
        }
        let sealed = sealer.seal_rtp(&mut self.buffer, header, end, (self.index >> 16) as u32)?;
        self.advance(last);
        Some((self.buffer.get(..sealed)?, last))
    }

    fn write_header(&mut self, last: bool, now_ns: u64) -> Option<usize> {
        let (pt, ticks) = match self.scenario.kind {
            Kind::Audio => (OPUS_PT, AUDIO_TICKS),
            Kind::Video => (VP8_PT, VIDEO_TICKS),
        };
        // 6.18 fixed point seconds, 24 bits.
        let abs = (((now_ns % 64_000_000_000) << 18) / 1_000_000_000) as u32;
        let abs = [(abs >> 16) as u8, (abs >> 8) as u8, abs as u8];
        let sequence = self.transport_seq.to_be_bytes();
        let exts: [(u8, &[u8]); 3] = [
            (EXT_ABS_SEND_TIME, &abs),
            (EXT_TRANSPORT_CC, &sequence),
            (EXT_AUDIO_LEVEL, &[AUDIO_LEVEL]),
        ];
        let exts = if self.scenario.kind == Kind::Audio {
            &exts[..]
        } else {
            &exts[..2]
        };
        let timestamp = (self.frame as u32).wrapping_mul(ticks);
        let marker = last && self.scenario.kind == Kind::Video;
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
    fn a_frame_is_a_run_of_equal_packets_that_a_receiver_can_open() {
        let sealer = Sealer::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let opener = Opener::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let mut publisher = Publisher::new(Scenario::by_name("video-1x50").unwrap(), 9, 100);
        let mut lengths = Vec::new();
        for seq in 100..105u64 {
            let (sealed, last) = publisher.next(77, &sealer).unwrap();
            let mut packet = sealed.to_vec();
            lengths.push(packet.len());
            let header = RtpHeader::parse(&packet, &ExtMap::default()).unwrap();
            assert_eq!((header.marker, last), (seq == 104, seq == 104));
            let len = opener
                .open_rtp(&mut packet, header.header_len, seq)
                .unwrap();
            assert_eq!(packet[len - STAMP_LEN..len], 77u64.to_be_bytes());
            if seq == 100 {
                assert!(
                    vp8::Descriptor::parse(&packet[header.header_len..len])
                        .unwrap()
                        .is_keyframe
                );
            }
        }
        assert!(lengths.iter().all(|len| *len == lengths[0]));
        let (next, _) = publisher.next(78, &sealer).unwrap();
        assert_ne!(next.len(), lengths[0]);
    }
}
