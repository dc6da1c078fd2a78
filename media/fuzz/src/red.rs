//! Redundant audio payloads (RFC 2198) of a sender who is authentic but hostile.

use rapat_sfu::audio::red::{self, Block};

/// More than a header of all blocks and their bytes take.
const ROOM: usize = 32 * 1024;

pub fn run(input: &[u8]) {
    let blocks: Vec<Block> = red::blocks(input).collect();
    let primary = red::primary(input);
    assert_eq!(
        blocks.last(),
        primary.as_ref(),
        "the primary comes last, or nothing does"
    );
    for pair in blocks.windows(2) {
        assert!(pair[0].range.start <= pair[0].range.end);
        assert_eq!(
            pair[0].range.end, pair[1].range.start,
            "one behind the other"
        );
    }
    let Some(primary) = primary else {
        return assert!(
            !red::renumber(&mut input.to_vec(), 9),
            "malformed stays as it is"
        );
    };
    assert!(primary.range.start <= primary.range.end && primary.range.end == input.len());
    renumber(input, &blocks);
    write_again(input, &blocks, &primary);
}

fn renumber(input: &[u8], before: &[Block]) {
    let mut renumbered = input.to_vec();
    assert!(red::renumber(&mut renumbered, 9));
    let after: Vec<Block> = red::blocks(&renumbered).collect();
    assert_eq!(after.len(), before.len());
    for (after, before) in after.iter().zip(before) {
        assert_eq!((after.pt, after.age), (9, before.age));
        assert_eq!(renumbered[after.range.clone()], input[before.range.clone()]);
    }
}

/// What was read can be written and is read as the same.
fn write_again(input: &[u8], blocks: &[Block], primary: &Block) {
    let older: Vec<(u16, &[u8])> = blocks[..blocks.len() - 1]
        .iter()
        .map(|block| (block.age, &input[block.range.clone()]))
        .collect();
    let mut out = vec![0; ROOM];
    let written = red::write(9, &older, &input[primary.range.clone()], &mut out);
    assert_eq!(written.is_some(), !older.is_empty());
    let Some(len) = written else { return };
    let again: Vec<Block> = red::blocks(&out[..len]).collect();
    assert_eq!(again.len(), blocks.len());
    for (again, block) in again.iter().zip(blocks) {
        assert_eq!(again.age, block.age);
        assert_eq!(out[again.range.clone()], input[block.range.clone()]);
    }
}
