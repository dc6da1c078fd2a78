//! Groups the datagrams of one flush into messages for `sendmmsg`: entries of one path are brought
//! together, equal-sized neighbours become one GSO message (`UDP_SEGMENT`). Run length is what
//! decides the cost of a sent packet: one GSO message of ten costs about a quarter of ten single ones.
//!
//! The order of datagrams to one path is kept; the order between paths is that of their first
//! datagram. It does not send.

use std::collections::HashMap;
use std::net::SocketAddr;

use rapat_sfu::arena::{Entry, Path};

use crate::sys::{Outgoing, Part};

/// Datagrams in one GSO message (`UDP_MAX_SEGMENTS` of kernels before 6.9).
pub const MAX_SEGMENTS: usize = 64;
/// Bytes in one GSO message: 65,535 less the IPv4 and UDP headers. More gives `EMSGSIZE`.
pub const MAX_MESSAGE_BYTES: usize = 65_507;
/// End of a list of entries.
const NONE: u32 = u32::MAX;

/// The entries of one path, as a list through [`Grouper::next`].
struct Bucket {
    path: Path,
    first: u32,
    last: u32,
}

/// What one flush sends.
#[derive(Debug, Default)]
pub struct Plan {
    /// Spans of the arena, in sending order.
    pub parts: Vec<Part>,
    /// Messages over `parts`, all of one socket together.
    pub messages: Vec<Message>,
}

/// One message of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which socket.
    pub socket: u8,
    /// Receiver, parts and segment length.
    pub out: Outgoing,
    /// Datagrams in it.
    pub segments: u16,
}

/// Scratch memory of the grouping; keeps its allocations.
#[derive(Default)]
pub struct Grouper {
    buckets: Vec<Bucket>,
    by_path: HashMap<Path, u32>,
    next: Vec<u32>,
    plan: Plan,
}

impl Grouper {
    /// Groups `entries`; the plan is valid until the next call.
    pub fn plan(&mut self, entries: &[Entry]) -> &Plan {
        self.fill_buckets(entries);
        self.plan.parts.clear();
        self.plan.messages.clear();
        for bucket in &self.buckets {
            let mut at = bucket.first;
            while at != NONE {
                at = take_run(&mut self.plan, entries, &self.next, at);
            }
        }
        // Stable, and linear when sorted already, which is the case with one socket.
        self.plan.messages.sort_by_key(|message| message.socket);
        &self.plan
    }

    fn fill_buckets(&mut self, entries: &[Entry]) {
        self.buckets.clear();
        self.by_path.clear();
        self.next.clear();
        self.next.resize(entries.len(), NONE);
        let mut current = 0;
        for (n, entry) in entries.iter().enumerate() {
            current = self.bucket_of(entry.path, current);
            let n = n as u32;
            let bucket = &mut self.buckets[current];
            if bucket.first == NONE {
                bucket.first = n;
            } else {
                self.next[bucket.last as usize] = n;
            }
            bucket.last = n;
        }
    }

    /// Index of the path's bucket, made when new. `near` is the previous entry's: a fan-out visits
    /// subscribers in the same order for every packet, so the same or the following bucket is
    /// usually right and saves the hash.
    fn bucket_of(&mut self, path: Path, near: usize) -> usize {
        for guess in [near, near + 1, 0] {
            if self
                .buckets
                .get(guess)
                .is_some_and(|bucket| bucket.path == path)
            {
                return guess;
            }
        }
        let new = self.buckets.len() as u32;
        let index = *self.by_path.entry(path).or_insert(new);
        if index == new {
            self.buckets.push(Bucket {
                path,
                first: NONE,
                last: NONE,
            });
        }
        index as usize
    }
}

/// Appends the message that starts at entry `first`; returns the entry after it.
fn take_run(plan: &mut Plan, entries: &[Entry], next: &[u32], first: u32) -> u32 {
    let head = entries[first as usize];
    let first_part = plan.parts.len();
    let (mut at, mut segments, mut bytes) = (first, 0_usize, 0_usize);
    while at != NONE {
        let entry = entries[at as usize];
        let fits = segments == 0
            || (entry.len <= head.len
                && segments < MAX_SEGMENTS
                && bytes + usize::from(entry.len) <= MAX_MESSAGE_BYTES
                && entry.len > 0);
        if !fits {
            break;
        }
        append_part(&mut plan.parts, first_part, entry);
        segments += 1;
        bytes += usize::from(entry.len);
        at = next[at as usize];
        if entry.len < head.len {
            break; // only the last datagram of a GSO message may be shorter
        }
    }
    let parts = (plan.parts.len() - first_part) as u32;
    let out = Outgoing {
        to: head.path.address,
        first_part: first_part as u32,
        parts,
        // Some kernels refuse the control message on a single datagram.
        segment: (segments > 1).then_some(head.len),
    };
    plan.messages.push(Message {
        socket: head.path.socket,
        out,
        segments: segments as u16,
    });
    at
}

/// Appends an entry's span, joined with the span before it where they touch inside one message.
fn append_part(parts: &mut Vec<Part>, first_part: usize, entry: Entry) {
    let len = u32::from(entry.len);
    let touching = parts.len() > first_part;
    if let Some(last) = parts
        .last_mut()
        .filter(|last| touching && last.offset + last.len == entry.offset)
    {
        last.len += len;
    } else {
        parts.push(Part {
            offset: entry.offset,
            len,
        });
    }
}

/// Cuts a GSO message into single datagrams, for a socket or path that refuses GSO.
pub fn split(plan: &Plan, message: &Message, parts: &mut Vec<Part>, messages: &mut Vec<Outgoing>) {
    let first = message.out.first_part as usize;
    let segment = u32::from(message.out.segment.unwrap_or(u16::MAX));
    for part in plan
        .parts
        .iter()
        .skip(first)
        .take(message.out.parts as usize)
    {
        let mut at = 0;
        while at < part.len {
            let len = segment.min(part.len - at);
            single(
                message.out.to,
                Part {
                    offset: part.offset + at,
                    len,
                },
                parts,
                messages,
            );
            at += len;
        }
    }
}

fn single(to: SocketAddr, part: Part, parts: &mut Vec<Part>, messages: &mut Vec<Outgoing>) {
    messages.push(Outgoing {
        to,
        first_part: parts.len() as u32,
        parts: 1,
        segment: None,
    });
    parts.push(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(port: u16) -> Path {
        Path {
            socket: 0,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }

    /// Entries back to back, as the arena lays them.
    fn entries(list: &[(u16, u16)]) -> Vec<Entry> {
        let mut offset = 0;
        list.iter()
            .map(|&(port, len)| {
                let entry = Entry {
                    path: path(port),
                    offset,
                    len,
                };
                offset += u32::from(len);
                entry
            })
            .collect()
    }

    /// (port, datagrams, segment length, parts) of every message.
    fn shape(plan: &Plan) -> Vec<(u16, u16, Option<u16>, u32)> {
        plan.messages
            .iter()
            .map(|m| (m.out.to.port(), m.segments, m.out.segment, m.out.parts))
            .collect()
    }

    #[test]
    fn equal_neighbours_to_one_path_become_one_message_of_one_part() {
        let mut grouper = Grouper::default();
        let plan = grouper.plan(&entries(&[(1, 100), (1, 100), (1, 100)]));
        assert_eq!(shape(plan), [(1, 3, Some(100), 1)]);
        assert_eq!(
            plan.parts,
            [Part {
                offset: 0,
                len: 300
            }]
        );
    }

    #[test]
    fn interleaved_fan_out_is_brought_together_per_path_in_order() {
        let mut grouper = Grouper::default();
        let plan = grouper.plan(&entries(&[
            (1, 100),
            (2, 100),
            (3, 50),
            (1, 100),
            (2, 100),
            (3, 50),
        ]));
        assert_eq!(
            shape(plan),
            [
                (1, 2, Some(100), 2),
                (2, 2, Some(100), 2),
                (3, 2, Some(50), 2)
            ]
        );
        assert_eq!(
            plan.parts[..2],
            [
                Part {
                    offset: 0,
                    len: 100
                },
                Part {
                    offset: 250,
                    len: 100
                }
            ]
        );
    }

    #[test]
    fn a_shorter_datagram_ends_a_run_and_a_longer_one_starts_the_next() {
        let mut grouper = Grouper::default();
        let plan = grouper.plan(&entries(&[(1, 100), (1, 100), (1, 60), (1, 60), (1, 90)]));
        assert_eq!(
            shape(plan),
            [(1, 3, Some(100), 1), (1, 1, None, 1), (1, 1, None, 1)]
        );
    }

    #[test]
    fn order_per_path_is_kept_over_runs_of_different_sizes() {
        let mut grouper = Grouper::default();
        let list = entries(&[(1, 10), (2, 7), (1, 30), (1, 30), (2, 9), (1, 5), (1, 40)]);
        let plan = grouper.plan(&list);
        for port in [1, 2] {
            let offsets: Vec<u32> = plan
                .messages
                .iter()
                .filter(|m| m.out.to.port() == port)
                .flat_map(|m| &plan.parts[m.out.first_part as usize..][..m.out.parts as usize])
                .map(|part| part.offset)
                .collect();
            assert!(offsets.is_sorted(), "path {port}: {offsets:?}");
        }
    }

    #[test]
    fn a_run_ends_at_sixty_four_datagrams_and_at_the_byte_limit() {
        let mut grouper = Grouper::default();
        let plan = grouper.plan(&entries(&[(1, 20); 70]));
        assert_eq!(shape(plan), [(1, 64, Some(20), 1), (1, 6, Some(20), 1)]);
        let plan = grouper.plan(&entries(&[(1, 1404); 50]));
        assert_eq!(shape(plan), [(1, 46, Some(1404), 1), (1, 4, Some(1404), 1)]);
    }

    #[test]
    fn messages_of_one_socket_lie_together() {
        let mut list = entries(&[(1, 10), (2, 10), (3, 10)]);
        list[0].path.socket = 1;
        list[2].path.socket = 1;
        let mut grouper = Grouper::default();
        let sockets: Vec<u8> = grouper
            .plan(&list)
            .messages
            .iter()
            .map(|m| m.socket)
            .collect();
        assert_eq!(sockets, [0, 1, 1]);
    }

    #[test]
    fn an_empty_datagram_never_joins_a_run() {
        let mut grouper = Grouper::default();
        let plan = grouper.plan(&entries(&[(1, 10), (1, 0), (1, 10)]));
        assert_eq!(plan.messages.iter().map(|m| m.segments).sum::<u16>(), 3);
        assert_eq!(plan.messages.len(), 3);
    }

    #[test]
    fn a_split_message_gives_the_same_datagrams_one_by_one() {
        let mut grouper = Grouper::default();
        let list = entries(&[(1, 100), (2, 100), (1, 100), (1, 40)]);
        let plan = grouper.plan(&list);
        let (mut parts, mut messages) = (Vec::new(), Vec::new());
        split(plan, &plan.messages[0], &mut parts, &mut messages);
        let spans: Vec<(u32, u32)> = parts.iter().map(|part| (part.offset, part.len)).collect();
        assert_eq!(spans, [(0, 100), (200, 100), (300, 40)]);
        assert!(messages.iter().all(|message| message.segment.is_none()));
    }
}
