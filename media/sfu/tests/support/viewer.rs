//! A subscriber as libwebrtc is one: transport-wide feedback, NACK, PLI, and pictures shown as soon as they
//! can be decoded, or as late as the server asks for.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rapat_wire::codec::vp8;
use rapat_wire::seq::nearest;

use super::World;

/// Time between feedbacks; libwebrtc's lies between 50 and 250 ms.
const FEEDBACK: Duration = Duration::from_millis(100);
/// After so long without a picture a key frame is asked for; while one is awaited, after this again.
const PATIENCE: Duration = Duration::from_secs(3);
const KEY_PATIENCE: Duration = Duration::from_millis(200);
/// A repeat is asked for again after this (a round trip that is not known, and half a tick of 20 ms), so often.
const NACK_AGAIN: Duration = Duration::from_millis(110);
const NACK_TRIES: u32 = 10;
/// By how much the delay before showing follows what is asked for, per second.
const DELAY_GROWS: f64 = 0.1;
/// A distance of pictures is a freeze from three times the usual one on, and at least this much more than it
/// (W3C webrtc-stats, freezeCount).
const FREEZE_TIMES: u32 = 3;
const FREEZE_MORE: Duration = Duration::from_millis(150);
/// Pictures over which the usual distance is taken.
const USUAL_OF: usize = 30;

/// One packet of the video; `None` in its place: it is empty.
#[derive(Clone, Copy, Debug)]
struct Part {
    starts: bool,
    marker: bool,
    is_key: bool,
    tl0: u8,
    tid: u8,
    source: u32,
    timestamp: u32,
}

/// A whole picture.
#[derive(Clone, Copy, Debug)]
struct Picture {
    first: u64,
    end: u64,
    part: Part,
}

pub struct Viewer {
    pub client: usize,
    pub ssrc: u32,
    pub rtx_ssrc: u32,
    /// Sends transport-wide feedback.
    pub feedback: bool,
    /// Does what the server asks for.
    pub holds_back: bool,
    /// When each picture was complete and decodable, and the publisher's SSRC that it came from.
    pub pictures: Vec<(Instant, u32)>,
    /// Bytes of the video that arrived.
    pub bytes: usize,
    /// Key frames asked for.
    pub plis: usize,
    parts: BTreeMap<u64, Option<Part>>,
    /// The number behind the last picture shown, and the base picture that it needs; `None`: a key frame is needed.
    shown: Option<(u64, u8)>,
    seen: usize,
    arrivals: Vec<(u64, Instant)>,
    feedback_at: Option<Instant>,
    reported: Option<u64>,
    feedback_count: u8,
    /// Since when it waits for a picture, and whether for a key frame.
    waits_since: Instant,
    waits_for_key: bool,
    nacked: BTreeMap<u64, (Instant, u32)>,
    /// When a picture of timestamp 0 would have come by the quickest way, µs since the start of the world.
    quickest: Option<i64>,
    /// Delay before showing: what is asked for, what it is, and when that was looked at, µs.
    delay: (f64, f64),
    looked_at: Instant,
}

impl Viewer {
    pub fn new(world: &World, client: usize, (ssrc, rtx_ssrc): (u32, u32)) -> Self {
        Self {
            client,
            ssrc,
            rtx_ssrc,
            feedback: true,
            holds_back: true,
            pictures: Vec::new(),
            bytes: 0,
            plis: 0,
            parts: BTreeMap::new(),
            shown: None,
            seen: 0,
            arrivals: Vec::new(),
            feedback_at: None,
            reported: None,
            feedback_count: 0,
            waits_since: world.now,
            waits_for_key: true,
            nacked: BTreeMap::new(),
            quickest: None,
            delay: (0.0, 0.0),
            looked_at: world.now,
        }
    }

    /// Looks at what came and answers it. To be called every few milliseconds.
    pub fn look(&mut self, world: &mut World) {
        let from = std::mem::replace(&mut self.seen, world.clients[self.client].rtp.len());
        for index in from..self.seen {
            self.take(world, index);
        }
        let passed = (world.now - self.looked_at).as_micros() as f64;
        self.looked_at = world.now;
        let (wanted, held) = self.delay;
        let most = passed * DELAY_GROWS;
        self.delay.1 = held + (wanted - held).clamp(-most, most);
        self.decode(world);
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
        if rtp.header.ssrc != self.ssrc && (!repaired || rtp.payload.is_empty()) {
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
        if self.shown.is_some_and(|(next, _)| number < next) {
            return;
        }
        let part = vp8::Descriptor::parse(payload).map(|descriptor| Part {
            starts: descriptor.start_of_partition,
            marker: rtp.header.marker,
            is_key: descriptor.is_keyframe,
            tl0: descriptor.tl0_pic_idx.unwrap(),
            tid: descriptor.tid.unwrap(),
            source: u32::from_be_bytes(payload[payload.len() - 4..].try_into().unwrap()),
            timestamp: rtp.header.timestamp,
        });
        if let Some(asked) = rtp.playout_delay.as_ref().filter(|_| self.holds_back) {
            let units = u32::from(asked[0]) << 4 | u32::from(asked[1]) >> 4;
            self.delay.0 = f64::from(units) * 10_000.0;
        }
        let came = (rtp.at - world.start).as_micros() as i64;
        let began = came - media_micros(rtp.header.timestamp);
        self.quickest = Some(self.quickest.map_or(began, |held| held.min(began)));
        self.parts.entry(number).or_insert(part);
        self.nacked.remove(&number);
    }

    fn decode(&mut self, world: &World) {
        let now = world.now;
        while let Some(picture) = self.showable() {
            let due = media_micros(picture.part.timestamp) + self.quickest.unwrap_or(0);
            if (now - world.start).as_micros() as i64 <= due + self.delay.1 as i64 {
                return;
            }
            self.pictures.push((now, picture.part.source));
            (self.waits_since, self.waits_for_key) = (now, false);
            let mut next = picture.end + 1;
            while matches!(self.parts.get(&next), Some(None)) {
                next += 1;
            }
            self.shown = Some((next, picture.part.tl0));
            self.parts = self.parts.split_off(&(next - 1));
            self.nacked = self.nacked.split_off(&next);
        }
    }

    /// The oldest whole picture that needs nothing that is missing: what was skipped before it is never shown.
    fn showable(&self) -> Option<Picture> {
        let from = self.shown.map_or(0, |(next, _)| next);
        let starts = self.parts.range(from..);
        let starts = starts.filter_map(|(at, part)| part.filter(|p| p.starts).map(|p| (*at, p)));
        let whole = starts.filter_map(|(first, part)| {
            let end = self.end_of(first)?;
            Some(Picture { first, end, part })
        });
        let mut able = whole.filter(|picture| self.can_decode(picture));
        able.next()
    }

    fn can_decode(&self, picture: &Picture) -> bool {
        let Part {
            is_key, tid, tl0, ..
        } = picture.part;
        let Some((next, base)) = self.shown.filter(|_| !self.waits_for_key) else {
            return is_key;
        };
        is_key
            || (tid == 0 && tl0 == base.wrapping_add(1))
            || (tl0 == base && picture.first == next)
    }

    /// The last number of the picture that begins here; `None`: some of it is missing.
    fn end_of(&self, start: u64) -> Option<u64> {
        let numbered = self.parts.range(start..).zip(start..);
        let unbroken = numbered.take_while(|((number, _), expected)| *number == expected);
        let mut parts = unbroken.map(|(part, _)| part);
        parts
            .find(|(_, part)| part.is_some_and(|part| part.marker))
            .map(|(at, _)| *at)
    }

    /// NACKs for what is missing, a PLI when nothing could be shown for long.
    fn complain(&mut self, world: &mut World) {
        let now = world.now;
        let patience = if self.waits_for_key {
            KEY_PATIENCE
        } else {
            PATIENCE
        };
        let ssrc = self.ssrc;
        if now >= self.waits_since + patience {
            (self.waits_since, self.waits_for_key) = (now, true);
            self.plis += 1;
            world.clients[self.client].send_rtcp(|writer| assert!(writer.pli(1, ssrc)));
        }
        let (Some((oldest, _)), Some((newest, _))) =
            (self.parts.first_key_value(), self.parts.last_key_value())
        else {
            return;
        };
        let next = self.shown.map_or(*oldest, |(next, _)| next);
        let missing = (next..*newest).filter(|number| !self.parts.contains_key(number));
        let mut lost = Vec::new();
        for number in missing {
            let (due, tries) = self.nacked.entry(number).or_insert((now, 0));
            if *due <= now && *tries < NACK_TRIES && lost.len() < 100 {
                (*due, *tries) = (now + NACK_AGAIN, *tries + 1);
                lost.push(number as u16);
            }
        }
        if !lost.is_empty() {
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
        let gaps = self.gaps(from, to);
        gaps.into_iter().max().unwrap_or_default()
    }

    /// Share of the time between two moments in which the picture stood still.
    pub fn frozen(&self, from: Instant, to: Instant) -> f64 {
        let gaps = self.gaps(from, to);
        let mut frozen = Duration::ZERO;
        for (index, gap) in gaps.iter().enumerate() {
            let before = &gaps[index.saturating_sub(USUAL_OF)..index];
            let usual = before.iter().sum::<Duration>() / before.len().max(1) as u32;
            if *gap > (usual * FREEZE_TIMES).max(usual + FREEZE_MORE) {
                frozen += *gap;
            }
        }
        frozen.as_secs_f64() / (to - from).as_secs_f64()
    }

    fn gaps(&self, from: Instant, to: Instant) -> Vec<Duration> {
        let shown = self.pictures.iter().map(|(at, _)| *at);
        let mut moments = vec![from];
        moments.extend(shown.filter(|at| *at >= from && *at <= to));
        moments.push(to);
        moments.windows(2).map(|pair| pair[1] - pair[0]).collect()
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

/// Media time of a timestamp at 90 kHz; streams begin far from a wrap.
fn media_micros(timestamp: u32) -> i64 {
    i64::from(timestamp) * 100 / 9
}
