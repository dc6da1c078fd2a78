//! Lists inside RTCP packets, walked without copying them out.

use super::be32;

/// Bytes of one report block, RFC 3550 §6.4.1.
pub(super) const REPORT_BLOCK_LEN: usize = 24;

/// Reception of one source, RFC 3550 §6.4.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// Source that the block is about.
    pub ssrc: u32,
    /// Loss since the previous report, in 1/256.
    pub fraction_lost: u8,
    /// Loss since the start. 24 bits, signed: duplicates can make it negative.
    pub cumulative_lost: i32,
    /// Highest sequence number received, cycles in the upper half.
    pub highest_seq: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the last sender report's NTP time; 0 = none came yet.
    pub last_sr: u32,
    /// Time since that report came, in 1/65536 s.
    pub delay_since_last_sr: u32,
}

impl ReportBlock {
    fn read(bytes: &[u8; REPORT_BLOCK_LEN]) -> Option<Self> {
        let loss = be32(bytes, 4)?;
        Some(Self {
            ssrc: be32(bytes, 0)?,
            fraction_lost: (loss >> 24) as u8,
            cumulative_lost: ((loss << 8) as i32) >> 8,
            highest_seq: be32(bytes, 8)?,
            jitter: be32(bytes, 12)?,
            last_sr: be32(bytes, 16)?,
            delay_since_last_sr: be32(bytes, 20)?,
        })
    }

    pub(super) fn to_bytes(self) -> [u8; REPORT_BLOCK_LEN] {
        let lost = self.cumulative_lost.clamp(-0x80_0000, 0x7f_ffff) as u32 & 0xff_ffff;
        let words = [
            self.ssrc,
            u32::from(self.fraction_lost) << 24 | lost,
            self.highest_seq,
            self.jitter,
            self.last_sr,
            self.delay_since_last_sr,
        ];
        let mut bytes = [0; REPORT_BLOCK_LEN];
        for (to, word) in bytes.chunks_mut(4).zip(words) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }
}

/// Report blocks of one SR or RR.
#[derive(Clone, Debug)]
pub struct Blocks<'a>(pub(super) &'a [u8]);

impl Iterator for Blocks<'_> {
    type Item = ReportBlock;
    fn next(&mut self) -> Option<ReportBlock> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        ReportBlock::read(head)
    }
}

/// Lost sequence numbers of one generic NACK (RFC 4585 §6.2.1), in the order of its entries.
#[derive(Clone, Debug)]
pub struct NackPairs<'a> {
    rest: &'a [u8],
    /// Last entry's packet id and what is left of its bitmask, shifted down as it is used.
    pid: u16,
    mask: u16,
}

impl<'a> NackPairs<'a> {
    pub(super) const fn new(entries: &'a [u8]) -> Self {
        Self {
            rest: entries,
            pid: 0,
            mask: 0,
        }
    }
}

impl Iterator for NackPairs<'_> {
    type Item = u16;
    fn next(&mut self) -> Option<u16> {
        if self.mask != 0 {
            let skip = self.mask.trailing_zeros() + 1;
            self.pid = self.pid.wrapping_add(skip as u16);
            self.mask = self.mask.checked_shr(skip).unwrap_or(0);
            return Some(self.pid);
        }
        let (&[p0, p1, m0, m1], rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        self.pid = u16::from_be_bytes([p0, p1]);
        self.mask = u16::from_be_bytes([m0, m1]);
        Some(self.pid)
    }
}

/// (media SSRC, command sequence number) of one FIR, RFC 5104 §4.3.1.
#[derive(Clone, Debug)]
pub struct FirEntries<'a>(pub(super) &'a [u8]);

impl Iterator for FirEntries<'_> {
    type Item = (u32, u8);
    fn next(&mut self) -> Option<(u32, u8)> {
        let (&[s0, s1, s2, s3, seq, _, _, _], rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some((u32::from_be_bytes([s0, s1, s2, s3]), seq))
    }
}

/// A list of SSRCs.
#[derive(Clone, Debug)]
pub struct Ssrcs<'a>(pub(super) &'a [u8]);

impl Iterator for Ssrcs<'_> {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*head))
    }
}

/// One DLRR sub-block, RFC 3611 §4.5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DlrrBlock {
    /// Receiver that the block is for.
    pub ssrc: u32,
    /// Middle 32 bits of its last RRTR; 0 = none came yet.
    pub last_rr: u32,
    /// Time since it came, in 1/65536 s.
    pub delay_since_last_rr: u32,
}

/// Sub-blocks of one DLRR.
#[derive(Clone, Debug)]
pub struct DlrrBlocks<'a>(pub(super) &'a [u8]);

impl Iterator for DlrrBlocks<'_> {
    type Item = DlrrBlock;
    fn next(&mut self) -> Option<DlrrBlock> {
        let (head, rest) = self.0.split_first_chunk::<12>()?;
        self.0 = rest;
        Some(DlrrBlock {
            ssrc: be32(head, 0)?,
            last_rr: be32(head, 4)?,
            delay_since_last_rr: be32(head, 8)?,
        })
    }
}
