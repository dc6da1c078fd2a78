//! Packets taken since the last flush, and their fan-out.
//!
//! Fan-out waits for the end of a batch so that all packets to one subscriber are sealed one after
//! the other (its key stays in the cache) and lie together in the arena (one GSO message).

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::CodecKey;

use crate::arena::Arena;
use crate::audio::recovery::{Inner, Recovered};
use crate::clock::Micros;
use crate::downtrack::{Outcome, Packet};
use crate::event::Event;
use crate::hold::Hold;
use crate::marks::Marks;
use crate::outlet::{Queued, Source};
use crate::slab::Key;
use crate::tables::Tables;
use crate::uptrack::{UpLayer, UpTrack};

/// Packets in one batch; more would only delay the first one's subscribers.
const MAX_BATCH: usize = 128;

/// Packets of one frame whose sizes differ by no more than this are padded to one size: only equal
/// ones can share a GSO message. libwebrtc cuts frames into packets that differ by a byte.
const MAX_PAD: u16 = 3;

/// One packet in a layer's cache, with what was read from it.
#[derive(Clone, Copy, Debug)]
pub struct Pending {
    /// Key of the track.
    pub track: Key,
    /// Which layer.
    pub layer: u8,
    /// Extended number.
    pub seq: u64,
    /// Its header.
    pub header: RtpHeader,
    /// Where in the layer's cache it lies.
    pub position: u64,
    /// Its length.
    pub len: u16,
    /// Start and end of the payload in it.
    pub payload: (u16, u16),
    /// What it carries.
    pub codec: CodecKey,
    /// Its layer, who needs it, what it opens.
    pub marks: Marks,
    /// RED only: the encoding in it for subscribers without RED.
    pub inner: Option<Inner>,
    /// Bytes of RTP padding that make it as long as its neighbours of the same frame.
    pub pad: u8,
    /// When it came.
    pub at: Micros,
    /// Part of a video frame, of the one under way: no packet of its layer has a higher number.
    pub is_of_newest_frame: bool,
}

impl Pending {
    const fn payload_len(&self) -> u16 {
        self.payload.1 - self.payload.0
    }

    /// A packet that did not come, from what this one repeats of it.
    #[must_use]
    pub const fn recovered(&self, lost: &Recovered) -> Self {
        let mut header = self.header;
        header.seq = lost.seq as u16;
        header.timestamp = header.timestamp.wrapping_sub(lost.age as u32);
        header.marker = false;
        Self {
            seq: lost.seq,
            header,
            inner: Some(lost.inner),
            ..*self
        }
    }

    /// True when both are parts of one frame.
    fn is_same_frame(&self, other: &Self) -> bool {
        (
            self.track,
            self.layer,
            self.header.timestamp,
            self.marks.own,
        ) == (
            other.track,
            other.layer,
            other.header.timestamp,
            other.marks.own,
        )
    }

    /// The packet as the down tracks take it; `None` when its bytes are gone.
    pub fn packet<'a>(&'a self, track: &'a UpTrack, abs_send_time: [u8; 3]) -> Option<Packet<'a>> {
        let cache = &track.layers.get(self.layer as usize)?.cache;
        let bytes = cache.at(self.position, self.len as usize)?;
        let payload = bytes.get(self.payload.0 as usize..self.payload.1 as usize)?;
        Some(Packet {
            source: Source {
                bytes,
                header: &self.header,
                payload,
                pad: self.pad,
            },
            seq: self.seq,
            layer: self.layer,
            codec: self.codec,
            marks: &self.marks,
            inner: self.inner.and_then(|inner| {
                let (start, end) = inner.range;
                Some((inner, bytes.get(start as usize..end as usize)?))
            }),
            at: self.at,
            abs_send_time,
            squeeze: None,
        })
    }
}

/// See the module.
#[derive(Debug)]
pub struct Batch {
    packets: Vec<Pending>,
    /// Peers that get something, in the order of their first packet; empty before they are listed.
    peers: Vec<Key>,
    /// How many of them have got it.
    served: usize,
    number: u64,
    hold: Hold,
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// Empty.
    pub fn new() -> Self {
        Self {
            packets: Vec::new(),
            peers: Vec::new(),
            served: 0,
            number: 1,
            hold: Hold::default(),
        }
    }

    /// True when nothing waits.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// True when the batch must be sent before one more packet may come for this layer.
    pub fn is_full(&self, layer: &UpLayer, len: usize) -> bool {
        let (number, since) = layer.batch;
        self.packets.len() >= MAX_BATCH
            || (number == self.number && layer.cache.would_overwrite(since, len))
    }

    /// Adds a packet that was just cached in `layer`.
    pub fn push(&mut self, packet: Pending, layer: &mut UpLayer) {
        if layer.batch.0 != self.number {
            layer.batch = (self.number, packet.position);
        }
        if self.packets.is_empty() {
            self.hold.begin(packet.at);
        }
        if packet.is_of_newest_frame {
            let (of, ends) = ((packet.track, packet.layer), packet.header.marker);
            self.hold.note(of, ends, &mut layer.patience, packet.at);
        }
        self.packets.push(packet);
    }

    /// Until when the batch waits for the rest of its frames; `None`: it should go out now.
    pub fn held_until(&self) -> Option<Micros> {
        self.hold.until()
    }

    /// Ends the wait; frames that are still open at `now` because they were too slow count against
    /// their layer.
    pub fn release(&mut self, tables: &mut Tables, now: Micros) {
        let in_vain = self.hold.until().is_some_and(|until| until <= now);
        for (track, layer) in self.hold.end().filter(|_| in_vain) {
            let track = tables.tracks.get_mut(track);
            if let Some(layer) = track.and_then(|t| t.layers.get_mut(layer as usize)) {
                layer.patience.on_vain();
            }
        }
    }

    /// Pads the packets of each frame to one size.
    fn equalise(&mut self) {
        let mut from = 0;
        while let Some(first) = self.packets.get(from) {
            let same = self.packets[from..]
                .iter()
                .take_while(|packet| packet.is_same_frame(first))
                .count();
            let frame = &mut self.packets[from..from + same];
            let longest = frame.iter().map(Pending::payload_len).max().unwrap_or(0);
            for packet in frame.iter_mut().filter(|packet| packet.payload_len() > 0) {
                let short = longest - packet.payload_len();
                packet.pad = if short <= MAX_PAD { short as u8 } else { 0 };
            }
            from += same;
        }
    }

    /// True when some have got their packets and others have not: nothing may be added.
    pub fn is_under_way(&self) -> bool {
        !self.peers.is_empty()
    }

    /// Gives every listener's peer its list of packets.
    pub fn distribute(&mut self, tables: &mut Tables) {
        self.equalise();
        for (index, packet) in self.packets.iter().enumerate() {
            let layer = tables
                .tracks
                .get(packet.track)
                .and_then(|t| t.layers.get(packet.layer as usize));
            for listener in layer.map_or(&[][..], |layer| &layer.listeners) {
                let Some(peer) = tables.peers.get_mut(listener.peer) else {
                    continue;
                };
                if peer.outlet.queue.is_empty() {
                    self.peers.push(listener.peer);
                }
                peer.outlet.queue.push(Queued {
                    packet: index as u32,
                    down: listener.down,
                });
            }
        }
    }

    /// The next peer that `distribute` gave packets; `None` after the last one.
    pub fn next_peer(&mut self) -> Option<Key> {
        let key = self.peers.get(self.served).copied()?;
        self.served += 1;
        Some(key)
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.packets.clear();
        self.peers.clear();
        self.served = 0;
        self.number += 1;
    }

    /// Sends one peer what it was given. `switched` collects tracks whose listeners changed.
    pub fn send_to(&self, key: Key, tables: &mut Tables, out: &mut Sink<'_>) {
        let Some(peer) = tables.peers.get_mut(key) else {
            return;
        };
        peer.outlet.now = out.now;
        let queue = std::mem::take(&mut peer.outlet.queue);
        for item in &queue {
            let Some(pending) = self.packets.get(item.packet as usize) else {
                continue;
            };
            let Some(track) = tables.tracks.get(pending.track) else {
                continue;
            };
            let Some(packet) = pending.packet(track, out.abs_send_time) else {
                continue;
            };
            let Some(down) = tables.downs.get_mut(item.down) else {
                continue;
            };
            let Outcome {
                first, switched, ..
            } = down.forward(&packet, track, &mut peer.outlet, out.arena);
            if first {
                out.events.push_back(Event::DownTrackLive { down: down.id });
            }
            out.report_soon |= first || switched;
            if switched {
                out.switched.push(pending.track);
            }
        }
        peer.outlet.queue = queue;
        peer.outlet.queue.clear();
        out.waits = peer.outlet.pacer.is_waiting();
    }
}

/// Where the fan-out's results go.
pub struct Sink<'a> {
    /// Datagrams.
    pub arena: &'a mut Arena,
    /// Events.
    pub events: &'a mut std::collections::VecDeque<Event>,
    /// Tracks with a down track that switched.
    pub switched: &'a mut Vec<Key>,
    /// Stamp of this batch.
    pub abs_send_time: [u8; 3],
    /// Time of this batch.
    pub now: Micros,
    /// A stream began or changed its source: a sender report must say how its clock runs now.
    pub report_soon: bool,
    /// Some of it waits in the peer's pacer.
    pub waits: bool,
}
