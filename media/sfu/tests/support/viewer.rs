//! A subscriber as libwebrtc is one: transport-wide feedback, NACK, PLI, and decoding in order.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rapat_wire::codec::vp8;
use rapat_wire::seq::nearest;

use super::World;

/// Time between feedbacks; libwebrtc's lies between 50 and 250 ms.
const FEEDBACK: Duration = Duration::from_millis(100);
/// A picture that does not come for so long is asked for anew.
const PATIENCE: Duration = Duration::from_millis(300);
/// A repeat is asked for again after this.
const NACK_AGAIN: Duration = Duration::from_millis(100);

/// One packet of the video.
#[derive(Clone, Copy, Debug)]
struct Part {
    marker: bool,
    is_key: bool,
    source: u32,
}

pub struct Viewer {
    pub client: usize,
    pub ssrc: u32,
    pub rtx_ssrc: u32,
    /// Sends transport-wide feedback.
    pub feedback: bool,
    /// When each picture was complete and decodable, and the publisher's SSRC that it came from.
    pub pictures: Vec<(Instant, u32)>,
    /// Bytes of the video that arrived.
    pub bytes: usize,
    parts: BTreeMap<u64, Part>,
    /// The next number to decode; `None`: a key frame is needed.
    next: Option<u64>,
    seen: usize,
    arrivals: Vec<(u64, Instant)>,
    feedback_at: Option<Instant>,
    reported: Option<u64>,
    feedback_count: u8,
    waits_since: Option<Instant>,
    nacked_at: Option<Instant>,
}

impl Viewer {
    pub fn new(client: usize, (ssrc, rtx_ssrc): (u32, u32)) -> Self {
        Self {
            client,
            ssrc,
            rtx_ssrc,
            feedback: true,
            pictures: Vec::new(),
            bytes: 0,
            parts: BTreeMap::new(),
            next: None,
            seen: 0,
            arrivals: Vec::new(),
            feedback_at: None,
            reported: None,
            feedback_count: 0,
            waits_since: None,
            nacked_at: None,
        }
    }

    /// Looks at what came and answers it. To be called every few milliseconds.
    pub fn look(&mut self, world: &mut World) {
        let from = std::mem::replace(&mut self.seen, world.clients[self.client].rtp.len());
        for index in from..self.seen {
            self.take(world, index);
        }
        self.decode(world.now);
        self.complain(world);
        if self.feedback && self.feedback_at.is_none_or(|at| world.now >= at + FEEDBACK) {
            self.feedback_at = Some(world.now);
            self.report(world);
        }
    }

    fn take(&mut self, world: &World, index: usize) {
        let rtp = &world.clients[self.client].rtp[index];
        if let Some(seq) = rtp.transport_seq {
            let near = self
                .arrivals
                .last()
                .map_or(u64::from(seq) + (1 << 16), |a| a.0);
            self.arrivals.push((nearest(near, seq), rtp.at));
        }
        let repaired = rtp.header.ssrc == self.rtx_ssrc;
        if (rtp.header.ssrc != self.ssrc && !repaired) || rtp.payload.is_empty() {
            return;
        }
        self.bytes += rtp.payload.len();
        let (number, payload) = if repaired {
            let Some((newest, _)) = self.parts.last_key_value() else {
                return;
            };
            let original = u16::from_be_bytes([rtp.payload[0], rtp.payload[1]]);
            (nearest(*newest, original), &rtp.payload[2..])
        } else {
            (rtp.index, &rtp.payload[..])
        };
        let Some(descriptor) = vp8::Descriptor::parse(payload) else {
            return;
        };
        let end = payload.len() - 4;
        self.parts.entry(number).or_insert(Part {
            marker: rtp.header.marker,
            is_key: descriptor.is_keyframe,
            source: u32::from_be_bytes(payload[end..].try_into().unwrap()),
        });
    }

    fn decode(&mut self, now: Instant) {
        while let Some(start) = self.showable() {
            self.pictures.push((now, self.parts[&start].source));
            self.waits_since = Some(now);
            self.next = self.end_of(start).map(|end| end + 1);
        }
        if let Some(at) = self.next {
            self.parts = self.parts.split_off(&at);
        }
    }

    /// The picture in turn when it is whole; else a whole key frame, which makes what is missing before
    /// it unimportant.
    fn showable(&self) -> Option<u64> {
        let in_turn = self.next.filter(|at| self.end_of(*at).is_some());
        in_turn.or_else(|| {
            let later = self.parts.range(self.next.unwrap_or(0)..);
            let mut keys = later.filter(|(_, part)| part.is_key).map(|(at, _)| *at);
            keys.find(|at| self.end_of(*at).is_some())
        })
    }

    /// The last number of the picture that begins here; `None`: some of it is missing.
    fn end_of(&self, start: u64) -> Option<u64> {
        let numbered = self.parts.range(start..).zip(start..);
        let unbroken = numbered.take_while(|((number, _), expected)| *number == expected);
        let mut parts = unbroken.map(|(part, _)| part);
        parts.find(|(_, part)| part.marker).map(|(at, _)| *at)
    }

    /// NACKs for what is missing, a PLI when nothing could be shown for long.
    fn complain(&mut self, world: &mut World) {
        let now = world.now;
        let (Some((oldest, _)), Some((newest, _))) =
            (self.parts.first_key_value(), self.parts.last_key_value())
        else {
            return;
        };
        let next = self.next.unwrap_or(*oldest);
        let waits_since = *self.waits_since.get_or_insert(now);
        let lost: Vec<u16> = (next..*newest)
            .filter(|number| !self.parts.contains_key(number))
            .map(|number| number as u16)
            .take(100)
            .collect();
        if lost.is_empty() {
            return;
        }
        let ssrc = self.ssrc;
        if now >= waits_since + PATIENCE {
            self.waits_since = Some(now);
            world.clients[self.client].send_rtcp(|writer| assert!(writer.pli(1, ssrc)));
        }
        if self.nacked_at.is_none_or(|at| now >= at + NACK_AGAIN) {
            self.nacked_at = Some(now);
            world.clients[self.client].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &lost)));
        }
    }

    fn report(&mut self, world: &mut World) {
        self.arrivals.sort_unstable();
        self.arrivals.dedup_by_key(|(seq, _)| *seq);
        let (Some(first), Some(last)) = (self.arrivals.first(), self.arrivals.last()) else {
            return;
        };
        let base = self
            .reported
            .map_or(first.0, |reported| (reported + 1).min(first.0));
        let start = world.start;
        let reference = first.1.duration_since(start).as_millis() as u32 / 64;
        let mut clock = i64::from(reference) * 256;
        let mut deltas = vec![None; (last.0 - base + 1) as usize];
        for (seq, at) in &self.arrivals {
            let units = at.duration_since(start).as_micros() as i64 / 250;
            deltas[(seq - base) as usize] = Some((units - clock) as i16);
            clock = units;
        }
        self.reported = Some(last.0);
        self.arrivals.clear();
        let count = self.feedback_count;
        self.feedback_count = count.wrapping_add(1);
        world.clients[self.client].send_rtcp(|writer| {
            assert!(writer.transport_cc(1, 2, base as u16, count, reference, &deltas));
        });
    }

    /// The longest time without a new picture between two moments.
    pub fn longest_gap(&self, from: Instant, to: Instant) -> Duration {
        let mut at = from;
        let mut longest = Duration::ZERO;
        for (shown, _) in self.pictures.iter().filter(|(t, _)| *t >= from && *t <= to) {
            longest = longest.max(*shown - at);
            at = *shown;
        }
        longest.max(to - at)
    }

    /// The first moment from which on only pictures of this source were shown for a second.
    pub fn settled_on(&self, source: u32, from: Instant) -> Option<Duration> {
        let later: Vec<_> = self.pictures.iter().filter(|(at, _)| *at >= from).collect();
        let mut since = None;
        for (at, shown) in later {
            if *shown == source {
                let since = *since.get_or_insert(*at);
                if *at - since >= Duration::from_secs(1) {
                    return Some(since - from);
                }
            } else {
                since = None;
            }
        }
        None
    }
}
