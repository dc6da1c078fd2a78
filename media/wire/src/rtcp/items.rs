//! Takes a compound apart.

use super::views::{Blocks, DlrrBlocks, FirEntries, NackPairs, REPORT_BLOCK_LEN, Ssrcs};
use super::{REMB_NAME, be16, be32, fmt, pt, xr};

/// Common header: version, padding, count or format; packet type; length.
const HEADER_LEN: usize = 4;
/// Bytes of sender information in an SR after its SSRC.
const SENDER_INFO_LEN: usize = 20;
/// XR block header.
const XR_BLOCK_HEADER_LEN: usize = 4;

/// One thing that a compound says. All of it comes from the network and may be nonsense.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    /// SR: what a source has sent.
    SenderReport {
        /// The source.
        ssrc: u32,
        /// NTP time of the report.
        ntp: u64,
        /// The same instant on the source's RTP clock.
        rtp: u32,
        /// Packets sent since the start.
        packets: u32,
        /// Payload octets sent since the start.
        octets: u32,
        /// What the sender receives.
        blocks: Blocks<'a>,
    },
    /// RR: what a receiver got.
    ReceiverReport {
        /// The receiver.
        ssrc: u32,
        /// One per source.
        blocks: Blocks<'a>,
    },
    /// Generic NACK.
    Nack {
        /// Who asks.
        sender: u32,
        /// Whose packets.
        media: u32,
        /// The lost ones.
        pairs: NackPairs<'a>,
    },
    /// Picture loss indication.
    Pli {
        /// Who asks.
        sender: u32,
        /// Of whom.
        media: u32,
    },
    /// Full intra request.
    Fir {
        /// Who asks.
        sender: u32,
        /// Of whom, and the number of the request (a repeated number is the same request).
        entries: FirEntries<'a>,
    },
    /// Receiver estimated maximum bitrate.
    Remb {
        /// Who estimates.
        sender: u32,
        /// For all `ssrcs` together; saturates.
        bitrate_bps: u64,
        /// Sources that share it.
        ssrcs: Ssrcs<'a>,
    },
    /// Transport-wide feedback: the whole packet, for [`super::TransportCc::parse`].
    TransportCc(&'a [u8]),
    /// Sources that end.
    Bye {
        /// Which.
        ssrcs: Ssrcs<'a>,
    },
    /// Source description: the whole packet.
    Sdes(&'a [u8]),
    /// XR receiver reference time: lets a receiver measure its round trip.
    Rrtr {
        /// The receiver.
        ssrc: u32,
        /// Its NTP time.
        ntp: u64,
    },
    /// XR answer to RRTR.
    Dlrr {
        /// Who answers.
        ssrc: u32,
        /// One per receiver.
        blocks: DlrrBlocks<'a>,
    },
    /// A well-formed packet that we do not read: its packet type.
    Other(u8),
}

/// Walks a decrypted compound; stops at the first malformed packet.
pub fn items(compound: &[u8]) -> impl Iterator<Item = Item<'_>> {
    Items {
        rest: compound,
        xr: None,
    }
}

struct Items<'a> {
    rest: &'a [u8],
    /// Sender and blocks not yet walked of the XR packet that we are in.
    xr: Option<(u32, &'a [u8])>,
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            if let Some(item) = self.next_xr_block() {
                return Some(item);
            }
            let packet = self.next_packet()?;
            if packet.kind == pt::XR {
                self.xr = Some((
                    be32(packet.bytes, HEADER_LEN)?,
                    packet.bytes.get(HEADER_LEN + 4..)?,
                ));
                continue;
            }
            let item = packet.read();
            if item.is_none() {
                self.rest = &[];
            }
            return item;
        }
    }
}

impl<'a> Items<'a> {
    /// Cuts one packet off; a malformed one ends the walk.
    fn next_packet(&mut self) -> Option<Packet<'a>> {
        let rest = std::mem::take(&mut self.rest);
        let [first, kind, ..] = *rest.first_chunk::<HEADER_LEN>()?;
        let len = (usize::from(be16(rest, 2)?) + 1) * 4;
        let (whole, rest) = rest.split_at_checked(len)?;
        if first >> 6 != 2 {
            return None;
        }
        self.rest = rest;
        Some(Packet {
            count: first & 0x1f,
            kind,
            bytes: without_padding(whole, first & 0x20 != 0)?,
        })
    }

    fn next_xr_block(&mut self) -> Option<Item<'a>> {
        let (ssrc, blocks) = self.xr.take()?;
        let kind = *blocks.first()?;
        let len = usize::from(be16(blocks, 2)?) * 4;
        let (block, rest) = blocks.split_at_checked(XR_BLOCK_HEADER_LEN + len)?;
        self.xr = Some((ssrc, rest));
        let body = block.get(XR_BLOCK_HEADER_LEN..)?;
        Some(match kind {
            xr::RRTR => Item::Rrtr {
                ssrc,
                ntp: u64::from_be_bytes(*body.first_chunk()?),
            },
            xr::DLRR => Item::Dlrr {
                ssrc,
                blocks: DlrrBlocks(body),
            },
            _ => Item::Other(pt::XR),
        })
    }
}

/// RFC 3550 §6.4.1: the last byte counts the padding, itself included.
fn without_padding(packet: &[u8], padded: bool) -> Option<&[u8]> {
    if !padded {
        return Some(packet);
    }
    let padding = usize::from(*packet.last()?);
    let end = packet.len().checked_sub(padding)?;
    (padding != 0 && end >= HEADER_LEN)
        .then(|| packet.get(..end))
        .flatten()
}

struct Packet<'a> {
    /// Report, source or chunk count; feedback format.
    count: u8,
    kind: u8,
    /// With header, without padding.
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    fn read(&self) -> Option<Item<'a>> {
        match self.kind {
            pt::SR => self.sender_report(),
            pt::RR => Some(Item::ReceiverReport {
                ssrc: be32(self.bytes, 4)?,
                blocks: self.blocks(8)?,
            }),
            pt::SDES => Some(Item::Sdes(self.bytes)),
            pt::BYE => {
                let end = HEADER_LEN + 4 * usize::from(self.count);
                Some(Item::Bye {
                    ssrcs: Ssrcs(self.bytes.get(HEADER_LEN..end)?),
                })
            }
            pt::RTPFB => self.transport_feedback(),
            pt::PSFB => self.payload_feedback(),
            other => Some(Item::Other(other)),
        }
    }

    fn blocks(&self, at: usize) -> Option<Blocks<'a>> {
        self.bytes
            .get(at..at + REPORT_BLOCK_LEN * usize::from(self.count))
            .map(Blocks)
    }

    fn sender_report(&self) -> Option<Item<'a>> {
        Some(Item::SenderReport {
            ssrc: be32(self.bytes, 4)?,
            ntp: u64::from_be_bytes(*self.bytes.get(8..)?.first_chunk()?),
            rtp: be32(self.bytes, 16)?,
            packets: be32(self.bytes, 20)?,
            octets: be32(self.bytes, 24)?,
            blocks: self.blocks(8 + SENDER_INFO_LEN)?,
        })
    }

    fn transport_feedback(&self) -> Option<Item<'a>> {
        let (sender, media) = (be32(self.bytes, 4)?, be32(self.bytes, 8)?);
        Some(match self.count {
            fmt::NACK => Item::Nack {
                sender,
                media,
                pairs: NackPairs::new(self.bytes.get(12..)?),
            },
            fmt::TRANSPORT_CC => Item::TransportCc(self.bytes),
            _ => Item::Other(pt::RTPFB),
        })
    }

    fn payload_feedback(&self) -> Option<Item<'a>> {
        let (sender, media) = (be32(self.bytes, 4)?, be32(self.bytes, 8)?);
        Some(match self.count {
            fmt::PLI => Item::Pli { sender, media },
            fmt::FIR => Item::Fir {
                sender,
                entries: FirEntries(self.bytes.get(12..)?),
            },
            fmt::APPLICATION if self.bytes.get(12..16) == Some(&REMB_NAME) => self.remb(sender)?,
            _ => Item::Other(pt::PSFB),
        })
    }

    /// draft-alvestrand-rmcat-remb-03 §2.2: 8-bit count, 6-bit exponent, 18-bit mantissa.
    fn remb(&self, sender: u32) -> Option<Item<'a>> {
        let word = be32(self.bytes, 16)?;
        let count = (word >> 24) as usize;
        let mantissa = u64::from(word & 0x3_ffff);
        let exponent = word >> 18 & 0x3f;
        let shifted = mantissa
            .checked_shl(exponent)
            .filter(|rate| rate >> exponent == mantissa);
        Some(Item::Remb {
            sender,
            bitrate_bps: shifted.unwrap_or(u64::MAX),
            ssrcs: Ssrcs(self.bytes.get(20..20 + 4 * count)?),
        })
    }
}
