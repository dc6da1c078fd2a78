//! Dependency descriptors: a key frame's with the structure, and a later one that is read by it.
//! An input is the length of the first (one byte), the first, the second.

use rapat_wire::codec::dd::{self, Descriptor, Frame, Structure};

/// Written in place of the frame number that came.
const NUMBER: u16 = 0x1234;
/// Announced in place of the decode targets that came.
const ACTIVE: u32 = 0x5555_5555;

pub fn run(input: &[u8]) {
    let Some((len, rest)) = input.split_first() else {
        return;
    };
    let (key, later) = rest.split_at(usize::from(*len).min(rest.len()));
    let structure = Descriptor::parse(key).and_then(|found| found.structure(key));
    let Some(structure) = structure else { return };
    assert!(structure.targets().len() <= dd::MAX_TARGETS);
    assert_eq!(
        structure.targets().len(),
        usize::from(structure.target_count())
    );
    for bytes in [key, later] {
        let read = Descriptor::parse(bytes).and_then(|d| Some((d, d.frame(bytes, &structure)?)));
        if let Some((descriptor, frame)) = read.filter(|_| bytes.len() <= dd::MAX_LEN) {
            renumber(bytes, descriptor, &frame, &structure);
            announce(bytes, descriptor, &frame, &structure);
        }
    }
}

fn renumber(bytes: &[u8], before: Descriptor, frame: &Frame, structure: &Structure) {
    let mut out = [0; dd::MAX_LEN];
    let len = dd::renumber(bytes, NUMBER, &mut out).expect("as long as before");
    let again = Descriptor::parse(&out[..len]).expect("what was written");
    let expected = Descriptor {
        frame_number: NUMBER,
        ..before
    };
    assert_eq!(again, expected);
    assert_eq!(again.frame(&out[..len], structure).as_ref(), Some(frame));
}

fn announce(bytes: &[u8], before: Descriptor, frame: &Frame, structure: &Structure) {
    let mut out = [0; dd::MAX_LEN];
    let targets = structure.target_count();
    let Some(len) = dd::announce(bytes, frame, targets, ACTIVE, NUMBER, &mut out) else {
        return assert!(bytes.len() + 5 > dd::MAX_LEN, "no room");
    };
    let again = Descriptor::parse(&out[..len]).expect("what was written");
    let expected = Descriptor {
        frame_number: NUMBER,
        ..before
    };
    assert_eq!(again, expected);
    let said = again
        .frame(&out[..len], structure)
        .expect("what was written");
    let within = u32::MAX >> (32 - u32::from(targets));
    assert_eq!(said.active, Some(ACTIVE & within));
    assert_eq!(
        (said.layer, said.indications),
        (frame.layer, frame.indications)
    );
    let structures =
        [bytes, &out[..len]].map(|bytes| before.structure(bytes).map(|s| s.targets().to_vec()));
    assert_eq!(structures[0], structures[1]);
}
