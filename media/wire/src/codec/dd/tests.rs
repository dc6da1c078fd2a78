use super::*;

/// Bits as text, blanks ignored, filled up with zeros.
fn bytes(bits: &str) -> Vec<u8> {
    let bits: Vec<u8> = bits
        .bytes()
        .filter(|b| *b != b' ')
        .map(|b| b - b'0')
        .collect();
    bits.chunks(8)
        .map(|chunk| {
            chunk
                .iter()
                .enumerate()
                .fold(0, |byte, (at, bit)| byte | bit << (7 - at))
        })
        .collect()
}

/// L1T2 as libwebrtc writes it on a key frame: two decode targets, three templates, one chain.
fn key_frame() -> Vec<u8> {
    bytes(concat!(
        "1 0 000101 0000000100000010 ", // start, template 5, frame 0x102
        "10000 ",                       // structure only
        "000101 00001 ",                // template ids from 5, two targets
        "00 01 11 ",                    // templates: T0, T0, T1
        "1010 1010 0001 ",              // switch switch, switch switch, absent discardable
        "0 1 0001 0 1 0000 0 ",         // differences
        "10 0000 0010 0001 ",           // one chain that protects both targets
        "1 0000001001111111 0000000101100111"  // 640×360
    ))
}

#[test]
fn mandatory_fields_and_the_structure_flag_are_read() {
    let expected = Descriptor {
        start_of_frame: true,
        end_of_frame: false,
        template_id: 5,
        frame_number: 0x102,
        has_structure: true,
    };
    assert_eq!(Descriptor::parse(&[0x85, 1, 2, 0x80]), Some(expected));
    assert!(!Descriptor::parse(&[0x85, 1, 2]).unwrap().has_structure);
    assert!(
        !Descriptor::parse(&[0x85, 1, 2, 0x40])
            .unwrap()
            .has_structure
    );
    assert_eq!(Descriptor::parse(&[0x85, 1]), None);
}

fn structure() -> Structure {
    let bytes = key_frame();
    Descriptor::parse(&bytes)
        .unwrap()
        .structure(&bytes)
        .unwrap()
}

#[test]
fn a_structure_tells_layers_and_who_needs_them() {
    let structure = structure();
    let targets = [(0, 0), (0, 1)].map(|(spatial, temporal)| Layer { spatial, temporal });
    assert_eq!(structure.targets(), targets);
    assert_eq!(structure.spatial_layers(), 1);
    let upper = structure.template(7).unwrap();
    assert_eq!(upper.layer.temporal, 1);
    assert_eq!(upper.indications.of(0), Indication::NotPresent);
    assert_eq!(upper.indications.of(1), Indication::Discardable);
    assert!(structure.template(8).is_none() && structure.template(4).is_none());
}

#[test]
fn a_frame_follows_its_template_or_says_otherwise() {
    let structure = structure();
    let frame = |bits: &str| {
        let bytes = bytes(bits);
        Descriptor::parse(&bytes).unwrap().frame(&bytes, &structure)
    };
    let plain = frame("10 000111 0000000000000001").unwrap();
    assert_eq!((plain.layer.temporal, plain.active), (1, None));
    assert_eq!(plain.indications.of(0), Indication::NotPresent);
    let custom = frame("10 000111 0000000000000001 01100 01 1110").unwrap();
    assert_eq!((custom.layer.temporal, custom.active), (1, Some(0b01)));
    assert_eq!(custom.indications.of(0), Indication::Required);
    assert_eq!(custom.indications.of(1), Indication::Switch);
    assert_eq!(
        frame("10 001111 0000000000000001"),
        None,
        "of another structure"
    );
    assert_eq!(
        frame("10 000111 0000000000000001 01100000"),
        None,
        "cut short"
    );
}

#[test]
fn the_frame_number_is_replaced_and_nothing_else() {
    let before = key_frame();
    let mut out = [0; MAX_LEN];
    let len = renumber(&before, 0xfffe, &mut out).unwrap();
    assert_eq!(out[1..3], [0xff, 0xfe]);
    assert_eq!((out[0], &out[3..len]), (before[0], &before[3..]));
    assert_eq!(renumber(&before, 0, &mut [0; 4]), None);
}

#[test]
fn the_targets_that_are_forwarded_are_announced_with_and_without_a_structure() {
    let structure = structure();
    for before in [key_frame(), bytes("11 000110 0000000000000111")] {
        let descriptor = Descriptor::parse(&before).unwrap();
        let frame = descriptor.frame(&before, &structure).unwrap();
        let mut out = [0; MAX_LEN];
        let len = announce(&before, &frame, 2, 0b01, 9, &mut out).unwrap();
        let written = Descriptor::parse(&out[..len]).unwrap();
        assert_eq!(
            written,
            Descriptor {
                frame_number: 9,
                ..descriptor
            }
        );
        let read = written.frame(&out[..len], &structure).unwrap();
        assert_eq!((read.layer, read.active), (frame.layer, Some(0b01)));
        if descriptor.has_structure {
            assert_eq!(written.structure(&out[..len]).unwrap(), structure);
        }
        // And once more over what is there already.
        let mut again = [0; MAX_LEN];
        let len = announce(&out[..len], &read, 2, 0b11, 10, &mut again).unwrap();
        let read = Descriptor::parse(&again[..len]).unwrap();
        assert_eq!(
            read.frame(&again[..len], &structure).unwrap().active,
            Some(0b11)
        );
    }
}

#[test]
fn a_structure_cut_short_is_refused() {
    let whole = key_frame();
    for len in MANDATORY_LEN..whole.len() {
        let descriptor = Descriptor::parse(&whole[..len]).unwrap();
        assert_eq!(descriptor.structure(&whole[..len]), None, "{len} bytes");
    }
}

#[test]
fn no_bytes_of_any_kind_do_harm() {
    let (mut seed, structure) = (7_u32, structure());
    for round in 0..20_000_usize {
        let noise: Vec<u8> = (0..3 + round % 60)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        let descriptor = Descriptor::parse(&noise).unwrap();
        let own = descriptor.structure(&noise);
        if let Some(frame) = descriptor.frame(&noise, own.as_ref().unwrap_or(&structure)) {
            let _ = announce(&noise, &frame, 2, 3, 1, &mut [0; MAX_LEN]);
        }
    }
}
