use super::*;
use crate::clock::MILLI;

fn switch(in_seq: u64, timestamp: u32, now: Micros) -> Switch {
    Switch {
        in_seq,
        timestamp,
        now,
        clock_rate: 90_000,
        clocks: None,
        same_source: false,
        vp8: None,
        frame: None,
        squeeze: None,
    }
}

#[test]
fn gaps_of_the_source_stay_gaps_and_late_packets_find_their_place() {
    let mut rewrite = Rewrite::new(100);
    rewrite.switch(&switch(5_000, 0, 0));
    assert_eq!(rewrite.map_seq(5_000), Some(100));
    assert_eq!(rewrite.map_seq(5_003), Some(103));
    assert_eq!(rewrite.map_seq(5_001), Some(101));
    assert_eq!(rewrite.map_seq(4_999), None, "before the source began");
}

#[test]
fn padding_is_left_out_without_a_gap_even_for_packets_that_come_late() {
    let mut rewrite = Rewrite::new(10);
    rewrite.switch(&switch(100, 0, 0));
    assert_eq!(rewrite.map_seq(100), Some(10));
    assert!(rewrite.skip(102));
    assert_eq!(rewrite.map_seq(103), Some(12));
    assert_eq!(
        rewrite.map_seq(101),
        Some(11),
        "sent before the padding, came after"
    );
    assert!(!rewrite.skip(101), "its number is spent");
    assert_eq!(rewrite.map_late(102), None);
}

#[test]
fn every_number_of_the_source_maps_there_and_back() {
    let mut rewrite = Rewrite::new(65_500);
    rewrite.switch(&switch(1_000, 0, 0));
    for seq in 1_000..1_200 {
        if seq % 10 == 5 {
            rewrite.skip(seq);
        } else if seq % 7 != 0 {
            rewrite.map_seq(seq);
        }
    }
    for seq in (1_000..1_200).filter(|seq| seq % 10 != 5) {
        let out = rewrite.map_late(seq).unwrap();
        assert_eq!(rewrite.unmap(out as u16), Some(seq));
    }
    assert_eq!(
        rewrite.unmap(rewrite.map_late(1_199).unwrap() as u16 + 1),
        None,
        "not yet there"
    );
    assert_eq!(rewrite.unmap(65_499), None, "before the source");
}

#[test]
fn a_switch_goes_on_behind_the_highest_number_ever_given() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&switch(65_530, 0, 0));
    for seq in 65_530..65_540 {
        rewrite.map_seq(seq);
    }
    rewrite.switch(&switch(7, 0, 0));
    assert_eq!(rewrite.map_seq(7), Some(10));
    assert_eq!(rewrite.map_seq(8), Some(11));
    assert_eq!(rewrite.map_seq(6), None);
}

#[test]
fn no_outgoing_number_is_ever_given_twice() {
    let mut random = crate::random::Random::new(7);
    let mut rewrite = Rewrite::new(random.first_seq());
    let mut given = std::collections::HashSet::new();
    for _ in 0..200 {
        let base = random.next() % 60_000 + 70_000;
        rewrite.switch(&switch(base, 0, 0));
        let mut seen = std::collections::HashSet::new();
        for step in 0..300 {
            let seq = base + step + random.next() % 8;
            if !seen.insert(seq) {
                continue;
            }
            let out = if random.next() % 5 == 0 && rewrite.skip(seq) {
                None
            } else {
                rewrite.map_seq(seq)
            };
            assert!(out.is_none_or(|out| given.insert(out)), "given twice");
        }
    }
}

#[test]
fn timestamps_over_a_switch_follow_the_publishers_clocks() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&switch(1, 1_000, 0));
    rewrite.map_seq(1);
    rewrite.map_timestamp(1_000, 0);
    rewrite.map_timestamp(10_000, 100 * MILLI);
    // At one moment the left clock shows 10,000 and the entered one 500,000; the key frame is 50 ms later.
    let left = ClockPoint {
        ntp: 5 << 32,
        rtp: 10_000,
    };
    let entered = ClockPoint {
        ntp: 5 << 32,
        rtp: 500_000,
    };
    rewrite.switch(&Switch {
        clocks: Some((left, entered)),
        ..switch(9, 504_500, 180 * MILLI)
    });
    assert_eq!(rewrite.map_timestamp(504_500, 180 * MILLI), 14_500);
}

#[test]
fn timestamps_without_sender_reports_follow_the_time_that_passed() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&switch(1, 1_000, 0));
    rewrite.map_timestamp(1_000, 0);
    rewrite.switch(&switch(9, 4_000_000_000, 100 * MILLI));
    assert_eq!(rewrite.map_timestamp(4_000_000_000, 100 * MILLI), 10_000);
}

#[test]
fn an_unbelievable_clock_is_replaced_by_the_time_that_passed() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&switch(1, 1_000, 0));
    rewrite.map_timestamp(1_000, 0);
    let left = ClockPoint { ntp: 0, rtp: 1_000 };
    let entered = ClockPoint {
        ntp: 3_600 << 32,
        rtp: 0,
    };
    rewrite.switch(&Switch {
        clocks: Some((left, entered)),
        ..switch(9, 0, 100 * MILLI)
    });
    assert_eq!(rewrite.map_timestamp(0, 100 * MILLI), 10_000);
}

#[test]
fn time_never_goes_back_over_a_switch() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&switch(1, 90_000, 0));
    rewrite.map_timestamp(90_000, 0);
    let same = ClockPoint {
        ntp: 0,
        rtp: 90_000,
    };
    let behind = ClockPoint { ntp: 0, rtp: 0 };
    rewrite.switch(&Switch {
        clocks: Some((same, behind)),
        ..switch(9, 0, 5 * MILLI)
    });
    let entered = rewrite.map_timestamp(0, 5 * MILLI);
    assert_eq!(entered, 93_000, "one frame ahead of the last one");
}

#[test]
fn vp8_numbers_continue_over_a_switch_and_keep_their_gaps() {
    let mut rewrite = Rewrite::new(0);
    let frame = |picture: u16, tl0: u8, key: u8| vp8::Descriptor {
        picture_id: Some(picture),
        is_15bit: true,
        tl0_pic_idx: Some(tl0),
        key_idx: Some(key),
        ..vp8::Descriptor::default()
    };
    rewrite.switch(&Switch {
        vp8: Some(frame(0x7ffe, 255, 31)),
        ..switch(1, 0, 0)
    });
    assert_eq!(
        rewrite.map_vp8(frame(0x7ffe, 255, 31)),
        frame(0x7ffe, 255, 31)
    );
    assert_eq!(rewrite.map_vp8(frame(0x7fff, 0, 31)), frame(0x7fff, 0, 31));
    rewrite.switch(&Switch {
        vp8: Some(frame(500, 90, 3)),
        ..switch(1, 0, 0)
    });
    assert_eq!(rewrite.map_vp8(frame(500, 90, 3)), frame(0, 1, 0));
    assert_eq!(rewrite.map_vp8(frame(502, 91, 3)), frame(2, 2, 0));
}

#[test]
fn vp8_pictures_that_are_left_out_leave_no_hole() {
    let mut rewrite = Rewrite::new(0);
    let picture = |id: u16| vp8::Descriptor {
        picture_id: Some(id),
        ..vp8::Descriptor::default()
    };
    rewrite.switch(&Switch {
        vp8: Some(picture(120)),
        ..switch(1, 0, 0)
    });
    let mut out = Vec::new();
    // Seven bits: the ids wrap behind 127. Every second picture is left out, two packets each.
    for id in (120..136).map(|id| id % 128) {
        for _ in 0..2 {
            if id % 2 == 1 {
                rewrite.skip_vp8(&picture(id));
            } else {
                out.push(rewrite.map_vp8(picture(id)).picture_id.unwrap());
            }
        }
    }
    let expected: Vec<u16> = (120..128).flat_map(|id| [id, id]).collect();
    assert_eq!(out, expected);
    assert_eq!(rewrite.peek_vp8(picture(2)).picture_id, Some(125), "late");
}

#[test]
fn frame_numbers_keep_their_holes_and_continue_over_a_switch() {
    let mut rewrite = Rewrite::new(0);
    rewrite.switch(&Switch {
        frame: Some(65_534),
        ..switch(1, 0, 0)
    });
    assert_eq!(rewrite.map_frame(65_534), 65_534);
    assert_eq!(rewrite.map_frame(2), 2);
    rewrite.switch(&Switch {
        frame: Some(500),
        ..switch(1, 0, 0)
    });
    assert_eq!(rewrite.map_frame(500), 3);
    assert_eq!(rewrite.map_frame(499), 2, "late");
    assert_eq!(rewrite.map_frame(503), 6);
    rewrite.switch(&Switch {
        frame: Some(600),
        same_source: true,
        ..switch(1, 0, 0)
    });
    assert_eq!(rewrite.map_frame(600), 103, "the same stream after a pause");
}
