//! Puts a compound together.

use super::transport_cc::write_body;
use super::views::{DlrrBlock, ReportBlock};
use super::{COUNT_MAX, REMB_NAME, fmt, pt, xr};

/// SDES item type CNAME, RFC 3550 §6.5.1.
const SDES_CNAME: u8 = 1;
/// Largest mantissa of REMB: 18 bits.
const REMB_MANTISSA_MAX: u64 = 0x3_ffff;

/// Appends RTCP packets to a buffer. Each method returns false, and writes nothing, when its packet
/// does not fit the buffer or the format's own limits.
#[derive(Debug)]
pub struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl<'a> Writer<'a> {
    /// An empty compound at the start of `out`.
    pub fn new(out: &'a mut [u8]) -> Self {
        Self { out, len: 0 }
    }

    /// Bytes written.
    pub fn finish(self) -> usize {
        self.len
    }

    /// True when nothing has been written: there is nothing to send.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Sender report, at most [`COUNT_MAX`] blocks.
    pub fn sr(
        &mut self,
        ssrc: u32,
        ntp: u64,
        rtp: u32,
        packets: u32,
        octets: u32,
        blocks: &[ReportBlock],
    ) -> bool {
        self.packet(pt::SR, blocks.len(), |body| {
            body.u32(ssrc)?
                .bytes(&ntp.to_be_bytes())?
                .u32(rtp)?
                .u32(packets)?
                .u32(octets)?;
            body.reports(blocks)
        })
    }

    /// Receiver report, at most [`COUNT_MAX`] blocks.
    pub fn rr(&mut self, ssrc: u32, blocks: &[ReportBlock]) -> bool {
        self.packet(pt::RR, blocks.len(), |body| body.u32(ssrc)?.reports(blocks))
    }

    /// Source description with a CNAME of at most 255 bytes.
    pub fn sdes(&mut self, ssrc: u32, cname: &str) -> bool {
        let Ok(len) = u8::try_from(cname.len()) else {
            return false;
        };
        self.packet(pt::SDES, 1, |body| {
            // RFC 3550 §6.5: a zero byte ends the items; padding to the word is zero as well.
            body.u32(ssrc)?
                .bytes(&[SDES_CNAME, len])?
                .bytes(cname.as_bytes())?
                .bytes(&[0])
        })
    }

    /// Generic NACK. `lost` in ascending (wrapping) order packs best: 17 numbers an entry.
    pub fn nack(&mut self, sender: u32, media: u32, lost: &[u16]) -> bool {
        if lost.is_empty() {
            return false;
        }
        self.packet(pt::RTPFB, usize::from(fmt::NACK), |body| {
            body.u32(sender)?.u32(media)?;
            let mut rest = lost;
            while let Some((pid, mask, used)) = next_nack(rest) {
                body.bytes(&pid.to_be_bytes())?.bytes(&mask.to_be_bytes())?;
                rest = rest.get(used..).unwrap_or_default();
            }
            Some(body)
        })
    }

    /// Picture loss indication.
    pub fn pli(&mut self, sender: u32, media: u32) -> bool {
        self.packet(pt::PSFB, usize::from(fmt::PLI), |body| {
            body.u32(sender)?.u32(media)
        })
    }

    /// Full intra request; `command_seq` goes up by one for a new request, stays for a repeated one.
    pub fn fir(&mut self, sender: u32, media: u32, command_seq: u8) -> bool {
        self.packet(pt::PSFB, usize::from(fmt::FIR), |body| {
            body.u32(sender)?
                .u32(0)?
                .u32(media)?
                .bytes(&[command_seq, 0, 0, 0])
        })
    }

    /// Receiver estimated maximum bitrate for at most 255 sources; rounded down to 18 significant bits.
    pub fn remb(&mut self, sender: u32, bitrate_bps: u64, ssrcs: &[u32]) -> bool {
        let Ok(count) = u8::try_from(ssrcs.len()) else {
            return false;
        };
        let mut exponent = 0_u32;
        while bitrate_bps >> exponent > REMB_MANTISSA_MAX {
            exponent += 1;
        }
        let word = u32::from(count) << 24 | exponent << 18 | (bitrate_bps >> exponent) as u32;
        self.packet(pt::PSFB, usize::from(fmt::APPLICATION), |body| {
            body.u32(sender)?.u32(0)?.bytes(&REMB_NAME)?.u32(word)?;
            ssrcs.iter().try_fold(body, |body, ssrc| body.u32(*ssrc))
        })
    }

    /// Transport-wide feedback. `deltas[i]` is for packet `base_seq + i`: `None` = not received,
    /// else units of 250 µs since the received packet before (the first one: since the reference
    /// time). A larger gap than an `i16` holds needs a new feedback.
    pub fn transport_cc(
        &mut self,
        sender: u32,
        media: u32,
        base_seq: u16,
        feedback_count: u8,
        reference_time_64ms: u32,
        deltas: &[Option<i16>],
    ) -> bool {
        let Ok(count) = u16::try_from(deltas.len()) else {
            return false;
        };
        self.packet(pt::RTPFB, usize::from(fmt::TRANSPORT_CC), |body| {
            body.u32(sender)?
                .u32(media)?
                .bytes(&base_seq.to_be_bytes())?
                .bytes(&count.to_be_bytes())?;
            body.u32(reference_time_64ms << 8 | u32::from(feedback_count))?;
            let used = write_body(body.out.get_mut(body.at..)?, deltas)?;
            body.at += used;
            Some(body)
        })
    }

    /// XR receiver reference time.
    pub fn rrtr(&mut self, ssrc: u32, ntp: u64) -> bool {
        self.packet(pt::XR, 0, |body| {
            body.u32(ssrc)?
                .bytes(&[xr::RRTR, 0, 0, 2])?
                .bytes(&ntp.to_be_bytes())
        })
    }

    /// XR answer to RRTRs.
    pub fn dlrr(&mut self, ssrc: u32, blocks: &[DlrrBlock]) -> bool {
        let Ok(words) = u16::try_from(3 * blocks.len()) else {
            return false;
        };
        self.packet(pt::XR, 0, |body| {
            body.u32(ssrc)?
                .bytes(&[xr::DLRR, 0])?
                .bytes(&words.to_be_bytes())?;
            blocks.iter().try_fold(body, |body, block| {
                body.u32(block.ssrc)?
                    .u32(block.last_rr)?
                    .u32(block.delay_since_last_rr)
            })
        })
    }

    /// Sources that end, at most [`COUNT_MAX`].
    pub fn bye(&mut self, ssrcs: &[u32]) -> bool {
        self.packet(pt::BYE, ssrcs.len(), |body| {
            ssrcs.iter().try_fold(body, |body, ssrc| body.u32(*ssrc))
        })
    }

    /// Writes header, body and zeros up to the word. TWCC pads this way too: without the P bit, as
    /// libwebrtc reads the count and not the length.
    fn packet(
        &mut self,
        kind: u8,
        count: usize,
        fill: impl for<'b, 'o> FnOnce(&'b mut Body<'o>) -> Option<&'b mut Body<'o>>,
    ) -> bool {
        let Some(out) = self.out.get_mut(self.len..) else {
            return false;
        };
        if count > COUNT_MAX {
            return false;
        }
        match finish_packet(out, kind, count as u8, fill) {
            Some(written) => {
                self.len += written;
                true
            }
            None => false,
        }
    }
}

fn finish_packet(
    out: &mut [u8],
    kind: u8,
    count: u8,
    fill: impl for<'b, 'o> FnOnce(&'b mut Body<'o>) -> Option<&'b mut Body<'o>>,
) -> Option<usize> {
    let mut body = Body { out, at: 4 };
    fill(&mut body)?;
    let end = body.at.next_multiple_of(4);
    body.out.get_mut(body.at..end)?.fill(0);
    let words = u16::try_from(end / 4 - 1).ok()?.to_be_bytes();
    out.get_mut(..4)?
        .copy_from_slice(&[0x80 | count, kind, words[0], words[1]]);
    Some(end)
}

/// One packet while it is written.
struct Body<'o> {
    out: &'o mut [u8],
    at: usize,
}

impl Body<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> Option<&mut Self> {
        self.out
            .get_mut(self.at..self.at + bytes.len())?
            .copy_from_slice(bytes);
        self.at += bytes.len();
        Some(self)
    }

    fn u32(&mut self, word: u32) -> Option<&mut Self> {
        self.bytes(&word.to_be_bytes())
    }

    fn reports(&mut self, blocks: &[ReportBlock]) -> Option<&mut Self> {
        for block in blocks {
            self.bytes(&block.to_bytes())?;
        }
        Some(self)
    }
}

/// First entry of a NACK for `lost`: packet id, bitmask of the 16 after it, numbers used.
fn next_nack(lost: &[u16]) -> Option<(u16, u16, usize)> {
    let (&pid, rest) = lost.split_first()?;
    let mut mask = 0;
    let mut used = 1;
    for seq in rest {
        match seq.wrapping_sub(pid) {
            0 => {}
            distance @ 1..=16 => mask |= 1 << (distance - 1),
            _ => break,
        }
        used += 1;
    }
    Some((pid, mask, used))
}
