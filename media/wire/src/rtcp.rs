//! RTCP compound packets, read in place and written into a caller's buffer.

/// Placeholder module docs are replaced with the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// Source that the block is about.
    pub ssrc: u32,
    /// Loss since the last report in 1/256.
    pub fraction_lost: u8,
    /// Loss since the start, 24-bit signed (duplicates make it negative).
    pub cumulative_lost: i32,
    /// Extended highest sequence number received.
    pub highest_seq: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the last sender report's NTP time, 0 = none.
    pub last_sr: u32,
    /// Delay since it came, in 1/65536 s.
    pub delay_since_last_sr: u32,
}
/// Report blocks.
#[derive(Clone, Debug)]
pub struct Blocks<'a>(&'a [u8]);
impl Iterator for Blocks<'_> { type Item = ReportBlock; fn next(&mut self) -> Option<ReportBlock> { let _ = self.0; None } }
/// Lost sequence numbers.
#[derive(Clone, Debug)]
pub struct NackPairs<'a>(&'a [u8]);
impl Iterator for NackPairs<'_> { type Item = u16; fn next(&mut self) -> Option<u16> { let _ = self.0; None } }
/// (media SSRC, command sequence number).
#[derive(Clone, Debug)]
pub struct FirEntries<'a>(&'a [u8]);
impl Iterator for FirEntries<'_> { type Item = (u32, u8); fn next(&mut self) -> Option<(u32, u8)> { let _ = self.0; None } }
/// SSRCs.
#[derive(Clone, Debug)]
pub struct Ssrcs<'a>(&'a [u8]);
impl Iterator for Ssrcs<'_> { type Item = u32; fn next(&mut self) -> Option<u32> { let _ = self.0; None } }
/// DLRR sub-blocks.
#[derive(Clone, Debug)]
pub struct DlrrBlocks<'a>(&'a [u8]);
impl Iterator for DlrrBlocks<'_> { type Item = DlrrBlock; fn next(&mut self) -> Option<DlrrBlock> { let _ = self.0; None } }
/// One DLRR sub-block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DlrrBlock {
    /// Receiver that the block is for.
    pub ssrc: u32,
    /// Middle 32 bits of its last RRTR.
    pub last_rr: u32,
    /// Delay since it came, in 1/65536 s.
    pub delay_since_last_rr: u32,
}
/// One thing that a compound says.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Item<'a> {
    SenderReport { ssrc: u32, ntp: u64, rtp: u32, packets: u32, octets: u32, blocks: Blocks<'a> },
    ReceiverReport { ssrc: u32, blocks: Blocks<'a> },
    Nack { sender: u32, media: u32, pairs: NackPairs<'a> },
    Pli { sender: u32, media: u32 },
    Fir { sender: u32, entries: FirEntries<'a> },
    Remb { sender: u32, bitrate_bps: u64, ssrcs: Ssrcs<'a> },
    TransportCc(&'a [u8]),
    Bye { ssrcs: Ssrcs<'a> },
    Sdes(&'a [u8]),
    Rrtr { ssrc: u32, ntp: u64 },
    Dlrr { ssrc: u32, blocks: DlrrBlocks<'a> },
    Other(u8),
}
/// Reads a compound up to the first malformed packet.
pub fn items(compound: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let _ = compound;
    std::iter::empty()
}
/// Writes a compound.
#[derive(Debug)]
pub struct Writer<'a> { out: &'a mut [u8], len: usize }
#[allow(missing_docs, clippy::too_many_arguments)]
impl<'a> Writer<'a> {
    pub fn new(out: &'a mut [u8]) -> Self { Self { out, len: 0 } }
    pub fn sr(&mut self, ssrc: u32, ntp: u64, rtp: u32, packets: u32, octets: u32, blocks: &[ReportBlock]) -> bool { let _ = (ssrc, ntp, rtp, packets, octets, blocks, &self.out); false }
    pub fn rr(&mut self, ssrc: u32, blocks: &[ReportBlock]) -> bool { let _ = (ssrc, blocks); false }
    pub fn sdes(&mut self, ssrc: u32, cname: &str) -> bool { let _ = (ssrc, cname); false }
    /// `lost` ascending in wrapping order.
    pub fn nack(&mut self, sender: u32, media: u32, lost: &[u16]) -> bool { let _ = (sender, media, lost); false }
    pub fn pli(&mut self, sender: u32, media: u32) -> bool { let _ = (sender, media); false }
    pub fn fir(&mut self, sender: u32, media: u32, command_seq: u8) -> bool { let _ = (sender, media, command_seq); false }
    pub fn remb(&mut self, sender: u32, bitrate_bps: u64, ssrcs: &[u32]) -> bool { let _ = (sender, bitrate_bps, ssrcs); false }
    /// `deltas[i]` is for `base_seq + i`: `None` = not received, else 250 µs units since the one before (first: since the reference time).
    pub fn transport_cc(&mut self, sender: u32, media: u32, base_seq: u16, feedback_count: u8, reference_time_64ms: u32, deltas: &[Option<i16>]) -> bool { let _ = (sender, media, base_seq, feedback_count, reference_time_64ms, deltas); false }
    pub fn rrtr(&mut self, ssrc: u32, ntp: u64) -> bool { let _ = (ssrc, ntp); false }
    pub fn dlrr(&mut self, ssrc: u32, blocks: &[DlrrBlock]) -> bool { let _ = (ssrc, blocks); false }
    pub fn bye(&mut self, ssrcs: &[u32]) -> bool { let _ = ssrcs; false }
    /// Bytes written.
    pub fn finish(self) -> usize { self.len }
}
