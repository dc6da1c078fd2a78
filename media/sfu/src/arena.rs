//! The send arena: one contiguous buffer in which every outgoing datagram is written and sealed in
//! place, and the list of those datagrams in sending order.
//!
//! It does not send. The owner of the sockets walks [`Arena::entries`], may merge neighbours with
//! equal path and length into one GSO message (they lie back to back in [`Arena::bytes`]), then calls
//! [`Arena::clear`]. Memory is kept over `clear`, so the steady state allocates nothing.

use std::net::SocketAddr;

/// Where a datagram came from or goes to: the client's address, and which of our sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// Index of our socket, chosen by the socket owner.
    pub socket: u8,
    /// The other end.
    pub address: SocketAddr,
}

/// One datagram in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it goes.
    pub path: Path,
    /// First byte in [`Arena::bytes`].
    pub offset: u32,
    /// Length in bytes.
    pub len: u16,
}

/// Bytes reserved at start. One batch of a mid-size room; more would only cost cache misses.
const INITIAL_BYTES: usize = 1 << 20;
/// Hard limit between two `clear`s: one key-frame burst (100 × 1,200 B) to 130 subscribers. Above it
/// datagrams are dropped and counted; their receivers repair by NACK.
const MAX_BYTES: usize = 16 << 20;
/// Entries reserved at start; the list may grow to `MAX_BYTES / MIN_DATAGRAM`.
const INITIAL_ENTRIES: usize = 4096;

/// Outgoing datagrams between two flushes.
#[derive(Debug)]
pub struct Arena {
    bytes: Vec<u8>,
    used: usize,
    entries: Vec<Entry>,
    dropped: u64,
}

impl Arena {
    /// Empty, with memory for one usual batch.
    pub fn new() -> Self {
        Self {
            bytes: vec![0; INITIAL_BYTES],
            used: 0,
            entries: Vec::with_capacity(INITIAL_ENTRIES),
            dropped: 0,
        }
    }

    /// All datagrams in sending order; neighbours are contiguous.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The buffer that [`Entry::offset`] points into.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.used]
    }

    /// The datagram that was committed last; empty when there is none.
    pub fn last(&self) -> &[u8] {
        let last = self.entries().last();
        last.map_or(&[][..], |entry| self.datagram(entry))
    }

    /// One datagram's bytes; empty when the entry is not of this arena.
    pub fn datagram(&self, entry: &Entry) -> &[u8] {
        let start = entry.offset as usize;
        self.bytes()
            .get(start..start + entry.len as usize)
            .unwrap_or_default()
    }

    /// True when there is nothing to flush.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets all datagrams, keeps the memory. Call after the flush.
    pub fn clear(&mut self) {
        self.used = 0;
        self.entries.clear();
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.bytes.len() + self.entries.capacity() * size_of::<Entry>()
    }

    /// Datagrams that did not fit since start.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Room for one datagram of at most `len` bytes behind the previous one; `None` (counted) when full.
    /// The bytes are undefined. Follow with [`Arena::commit`]; without it the room is reused.
    pub(crate) fn reserve(&mut self, len: usize) -> Option<&mut [u8]> {
        let end = self.used + len;
        if end > self.bytes.len() {
            if end > MAX_BYTES {
                self.dropped += 1;
                return None;
            }
            let grown = (self.bytes.len() * 2).max(end).min(MAX_BYTES);
            self.bytes.resize(grown, 0);
        }
        self.bytes.get_mut(self.used..end)
    }

    /// Makes the first `len` bytes of the last reservation a datagram to `path`.
    pub(crate) fn commit(&mut self, path: Path, len: usize) {
        debug_assert!(
            self.used + len <= self.bytes.len(),
            "commit follows reserve"
        );
        self.entries.push(Entry {
            path,
            offset: self.used as u32,
            len: len as u16,
        });
        self.used += len;
    }

    /// Copies a finished datagram (DTLS, STUN) behind the others.
    pub(crate) fn push(&mut self, path: Path, datagram: &[u8]) {
        if let Some(room) = self.reserve(datagram.len()) {
            room.copy_from_slice(datagram);
            self.commit(path, datagram.len());
        }
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
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

    #[test]
    fn datagrams_lie_back_to_back_in_sending_order() {
        let mut arena = Arena::new();
        arena.push(path(1), b"one");
        arena.push(path(2), b"three");
        assert_eq!(arena.bytes(), b"onethree");
        assert_eq!(arena.datagram(&arena.entries()[1]), b"three");
        assert_eq!(arena.entries()[1].offset, 3);
    }

    #[test]
    fn a_reservation_without_commit_sends_nothing() {
        let mut arena = Arena::new();
        arena.reserve(100).unwrap().fill(1);
        arena.push(path(1), b"x");
        assert_eq!(arena.bytes(), b"x");
    }

    #[test]
    fn a_full_arena_drops_and_counts_instead_of_growing() {
        let mut arena = Arena::new();
        for _ in 0..MAX_BYTES / 65_000 {
            assert!(arena.reserve(65_000).is_some());
            arena.commit(path(1), 65_000);
        }
        assert!(arena.reserve(65_000).is_none());
        assert_eq!(arena.dropped(), 1);
        arena.clear();
        assert!(arena.is_empty());
        assert!(arena.reserve(65_000).is_some());
    }
}
