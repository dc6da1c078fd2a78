//! What a redundant packet repeats of packets that did not come: for subscribers without RED.

use super::red;
use crate::received::Received;

/// Packets that one packet can make good: what libwebrtc repeats at most.
const MAX: usize = 2;

/// What a redundant packet holds for those who get one encoding of it only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inner {
    /// The publisher's payload type of the encodings.
    pub pt: u8,
    /// Start and end in the packet.
    pub range: (u16, u16),
    /// True: it stands for a lost packet. Those who get the redundant packet have it there.
    pub is_recovered: bool,
}

/// One packet that did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Its extended number.
    pub seq: u64,
    /// How much older than the packet that repeats it, in ticks.
    pub age: u16,
    /// What it held.
    pub inner: Inner,
}

/// What was read from one packet; the oldest first.
pub type Recoveries = [Option<Recovered>; MAX];

/// Reads a redundant packet with number `seq` whose payload begins at `start`. What it makes good
/// counts as received from now on: should it come late, its number has already been given away.
///
/// `None`: malformed.
pub fn read(
    payload: &[u8],
    start: usize,
    seq: u64,
    received: &mut Received,
) -> Option<(Inner, Recoveries)> {
    let inner = |block: &red::Block, is_recovered| Inner {
        pt: block.pt,
        range: (
            (start + block.range.start) as u16,
            (start + block.range.end) as u16,
        ),
        is_recovered,
    };
    let primary = inner(&red::primary(payload)?, false);
    let mut recoveries = Recoveries::default();
    if !received.has_hole(MAX, seq) {
        return Some((primary, recoveries));
    }
    let older = red::blocks(payload).filter(|block| block.age > 0).count();
    for (index, block) in red::blocks(payload).take(older).enumerate() {
        let back = older - index;
        let Some(slot) = MAX.checked_sub(back).and_then(|at| recoveries.get_mut(at)) else {
            continue;
        };
        let Some(lost) = seq
            .checked_sub(back as u64)
            .filter(|_| !block.range.is_empty())
        else {
            continue;
        };
        *slot = received.fill(lost).then(|| Recovered {
            seq: lost,
            age: block.age,
            inner: inner(&block, true),
        });
    }
    Some((primary, recoveries))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repeats two older packets.
    const PAYLOAD: [u8; 12] = [0xef, 0x1e, 0, 1, 0xef, 0x0f, 0, 1, 111, 7, 8, 9];

    fn received(numbers: &[u64]) -> Received {
        let mut received = Received::new();
        assert!(numbers.iter().all(|seq| received.insert(*seq)));
        received
    }

    fn recovered(received: &mut Received) -> Vec<(u64, u16, (u16, u16))> {
        let (primary, recoveries) = read(&PAYLOAD, 12, 10, received).unwrap();
        assert_eq!(
            (primary.pt, primary.range, primary.is_recovered),
            (111, (23, 24), false)
        );
        let told = recoveries.iter().flatten();
        told.map(|r| (r.seq, r.age, r.inner.range)).collect()
    }

    #[test]
    fn holes_are_filled_and_what_came_is_left_alone() {
        assert_eq!(recovered(&mut received(&[7, 8, 9, 10])), []);
        assert_eq!(recovered(&mut received(&[7, 8, 10])), [(9, 960, (22, 23))]);
        let both = [(8, 1920, (21, 22)), (9, 960, (22, 23))];
        assert_eq!(recovered(&mut received(&[7, 10])), both);
    }

    #[test]
    fn what_was_recovered_counts_as_received() {
        let mut received = received(&[8, 10]);
        assert_eq!(recovered(&mut received).len(), 1);
        assert!(!received.insert(9));
        assert_eq!(recovered(&mut received), []);
    }

    #[test]
    fn a_malformed_packet_gives_nothing() {
        assert_eq!(
            read(&[0xef, 0, 3, 255, 111], 12, 10, &mut received(&[10])),
            None
        );
    }
}
