//! Receiver reports of a client, as libwebrtc sends them: about one stream, every second.

use std::time::{Duration, Instant};

use rapat_wire::ntp;
use rapat_wire::rtcp::{Item, ReportBlock, items};

use super::World;

const INTERVAL: Duration = Duration::from_secs(1);

pub struct Reports {
    client: usize,
    ssrc: u32,
    at: Instant,
    /// The last sender report: its time, and when it came.
    heard: Option<(u32, Instant)>,
    rtcp_seen: usize,
    rtp_seen: usize,
    /// The highest number at the last report.
    before: Option<u64>,
}

impl Reports {
    pub fn new(world: &World, client: usize, ssrc: u32) -> Self {
        Self {
            client,
            ssrc,
            at: world.now,
            heard: None,
            rtcp_seen: 0,
            rtp_seen: 0,
            before: None,
        }
    }

    /// To be called every few milliseconds.
    pub fn look(&mut self, world: &mut World) {
        self.listen(world);
        if world.now < self.at + INTERVAL {
            return;
        }
        self.at = world.now;
        if let Some(block) = self.block(world) {
            world.clients[self.client].send_rtcp(|writer| assert!(writer.rr(1, &[block])));
        }
    }

    fn listen(&mut self, world: &World) {
        let compounds = &world.clients[self.client].rtcp;
        // Tests may forget what came.
        let from = self.rtcp_seen.min(compounds.len());
        self.rtcp_seen = compounds.len();
        for item in compounds[from..].iter().flat_map(|c| items(c)) {
            if let Item::SenderReport { ssrc, ntp, .. } = item {
                if ssrc == self.ssrc {
                    self.heard = Some((ntp::middle(ntp), world.now));
                }
            }
        }
    }

    fn block(&mut self, world: &World) -> Option<ReportBlock> {
        let all = &world.clients[self.client].rtp;
        let from = std::mem::replace(&mut self.rtp_seen, all.len());
        let came = all[from..]
            .iter()
            .filter(|rtp| rtp.header.ssrc == self.ssrc);
        let numbers: Vec<u64> = came.map(|rtp| rtp.index).collect();
        let highest = *numbers.iter().max()?;
        let before = self.before.replace(highest)?;
        let expected = highest.saturating_sub(before).max(1);
        let lost = expected.saturating_sub(numbers.len() as u64);
        let (last_sr, since) = self
            .heard
            .map_or((0, Duration::ZERO), |(middle, at)| (middle, world.now - at));
        Some(ReportBlock {
            ssrc: self.ssrc,
            fraction_lost: (lost * 256 / expected).min(255) as u8,
            highest_seq: highest as u32,
            last_sr,
            delay_since_last_sr: ntp::to_short(since),
            ..ReportBlock::default()
        })
    }
}
