use super::*;

#[test]
fn the_highest_live_layer_within_the_wish_is_chosen() {
    assert_eq!(choose(&[true, true, true], 1, None), Some(1));
    assert_eq!(choose(&[true, false, true], 1, None), Some(0));
    assert_eq!(choose(&[true, true, false], 9, None), Some(1));
    assert_eq!(
        choose(&[false, false, true], 0, Some(0)),
        Some(2),
        "only a higher one lives"
    );
    assert_eq!(
        choose(&[false, false, false], 2, Some(1)),
        Some(1),
        "muted: nothing changes"
    );
    assert_eq!(choose(&[false], 3, None), Some(0));
    assert_eq!(choose(&[], 0, None), None);
}

const fn place(stream: u8, spatial: u8, temporal: u8) -> Place {
    Place {
        stream,
        point: Point::new(spatial, temporal),
    }
}

/// A frame of one packet: the newest of its stream.
fn frame(own: (u8, u8), needed: Points, opens: Opens) -> Marks {
    Marks {
        own: Point::new(own.0, own.1),
        needed,
        opens,
        starts_picture: true,
        ends_frame: true,
        is_newest: true,
        ..Marks::default()
    }
}

/// A frame of a simulcast stream without temporal layers.
fn plain(spatial: u8, key: bool) -> Marks {
    let all = Points::from_temporal(spatial, 0);
    let opens = if key {
        Opens::ToAll(all)
    } else {
        Opens::Nothing
    };
    frame((spatial, 0), all, opens)
}

fn selection(current: Option<Place>, target: Option<Place>) -> Selection {
    Selection {
        current,
        target,
        ..Selection::default()
    }
}

#[test]
fn the_current_stream_goes_on_until_the_target_has_a_key_frame() {
    let mut held = selection(Some(place(2, 2, 3)), Some(place(0, 0, 3)));
    assert!(held.waits() && held.listens_to(2) && held.listens_to(0) && !held.listens_to(1));
    assert_eq!(held.decide(2, 1, &plain(2, false)), Decision::Forward);
    assert_eq!(held.decide(2, 2, &plain(2, true)), Decision::Forward);
    assert_eq!(held.decide(0, 1, &plain(0, false)), Decision::Ignore);
    assert_eq!(held.decide(1, 1, &plain(1, true)), Decision::Ignore);
    assert_eq!(held.decide(0, 2, &plain(0, true)), Decision::Switch);
    assert!(!held.waits() && !held.listens_to(2));
    assert_eq!(held.decide(0, 3, &plain(0, true)), Decision::Forward);
}

#[test]
fn nothing_starts_without_a_key_frame_and_a_paused_one_gets_nothing() {
    let mut starting = selection(None, Some(place(0, 0, 3)));
    assert_eq!(starting.decide(0, 1, &plain(0, false)), Decision::Ignore);
    assert!(starting.waits());
    let mut paused = selection(None, None);
    assert_eq!(paused.decide(0, 1, &plain(0, true)), Decision::Ignore);
    assert!(!paused.waits() && !paused.listens_to(0));
    assert_eq!(starting.decide(0, 2, &plain(0, true)), Decision::Switch);
}

/// VP8's frame of a temporal layer.
fn vp8(temporal: u8, sync: bool) -> Marks {
    let opens = if sync {
        Opens::FromBelow(Point::new(0, temporal))
    } else {
        Opens::Nothing
    };
    frame((0, temporal), Points::from_temporal(0, temporal), opens)
}

/// Which of these frames go on.
fn forwarded(held: &mut Selection, seq: &mut u64, frames: &[(u8, bool)]) -> Vec<u8> {
    frames
        .iter()
        .filter(|(temporal, sync)| {
            *seq += 1;
            let decision = held.decide(0, *seq, &vp8(*temporal, *sync));
            decision == Decision::Forward
        })
        .map(|(temporal, _)| *temporal)
        .collect()
}

#[test]
fn fewer_frames_per_second_come_at_once_and_more_at_a_sync_frame_step_by_step() {
    let mut held = selection(None, Some(place(0, 0, 3)));
    let mut seq = 1;
    assert_eq!(held.decide(0, seq, &plain(0, true)), Decision::Switch);
    let cycle = [(0, false), (2, false), (1, false), (2, false)];
    assert_eq!(forwarded(&mut held, &mut seq, &cycle), [0, 2, 1, 2]);
    held.target = Some(place(0, 0, 0));
    assert_eq!(forwarded(&mut held, &mut seq, &cycle), [0]);
    held.target = Some(place(0, 0, 3));
    assert!(!held.waits(), "no key frame is needed");
    assert_eq!(forwarded(&mut held, &mut seq, &cycle), [0], "no sync yet");
    let sync = [(0, false), (2, true), (1, true), (2, false)];
    assert_eq!(forwarded(&mut held, &mut seq, &sync), [0, 1]);
    assert_eq!(forwarded(&mut held, &mut seq, &sync), [0, 2, 1, 2]);
    assert_eq!(forwarded(&mut held, &mut seq, &cycle), [0, 2, 1, 2]);
}

/// One picture of a K-SVC stream with three spatial layers: on key pictures each layer needs the one
/// below, else each stands for itself. Returns what went on.
fn picture(held: &mut Selection, seq: &mut u64, key: bool) -> Vec<u8> {
    let above = |from: u8, to: u8| {
        (from..=to).fold(Points::NONE, |all, spatial| {
            all.with(Points::from_temporal(spatial, 0))
        })
    };
    let mut went_on = Vec::new();
    for spatial in 0..3 {
        *seq += 1;
        let needed = if key {
            above(spatial, 2)
        } else {
            above(spatial, spatial)
        };
        let opens = match (key, spatial) {
            (true, 0) => Opens::ToAll(Points::ALL),
            _ => Opens::ToReceivers(needed),
        };
        let marks = Marks {
            starts_picture: spatial == 0,
            ..frame((spatial, 0), needed, opens)
        };
        match held.decide(0, *seq, &marks) {
            Decision::LeaveOut | Decision::Ignore => {}
            _ => went_on.push(spatial),
        }
    }
    went_on
}

#[test]
fn a_k_svc_stream_changes_its_spatial_layer_at_key_pictures_only() {
    let mut held = selection(None, Some(place(0, 2, 3)));
    let mut seq = 0;
    assert!(picture(&mut held, &mut seq, false).is_empty());
    assert_eq!(picture(&mut held, &mut seq, true), [0, 1, 2]);
    assert_eq!(picture(&mut held, &mut seq, false), [2]);
    held.target = Some(place(0, 0, 3));
    assert!(held.waits());
    assert_eq!(
        picture(&mut held, &mut seq, false),
        [2],
        "until a key picture"
    );
    assert_eq!(picture(&mut held, &mut seq, true), [0]);
    assert_eq!(picture(&mut held, &mut seq, false), [0]);
    held.target = Some(place(0, 1, 3));
    assert_eq!(picture(&mut held, &mut seq, false), [0]);
    assert_eq!(picture(&mut held, &mut seq, true), [0, 1]);
    assert!(!held.waits());
}

#[test]
fn a_stream_whose_layers_build_on_each_other_goes_down_at_the_next_picture() {
    let mut held = selection(None, Some(place(0, 1, 3)));
    let both = Points::from_temporal(0, 0).with(Points::from_temporal(1, 0));
    let upper = Points::from_temporal(1, 0);
    let lower_frame = |key: bool| {
        let opens = if key {
            Opens::ToAll(both)
        } else {
            Opens::Nothing
        };
        frame((0, 0), both, opens)
    };
    let upper_frame = Marks {
        starts_picture: false,
        ..frame((1, 0), upper, Opens::Nothing)
    };
    assert_eq!(held.decide(0, 1, &lower_frame(true)), Decision::Switch);
    assert_eq!(held.decide(0, 2, &upper_frame), Decision::Forward);
    assert_eq!(held.decide(0, 3, &lower_frame(false)), Decision::Forward);
    held.target = Some(place(0, 0, 3));
    assert_eq!(
        held.decide(0, 4, &upper_frame),
        Decision::Forward,
        "to the picture's end"
    );
    assert_eq!(held.decide(0, 5, &lower_frame(false)), Decision::Forward);
    assert_eq!(held.decide(0, 6, &upper_frame), Decision::LeaveOut);
    held.target = Some(place(0, 1, 3));
    assert_eq!(held.decide(0, 7, &lower_frame(false)), Decision::Forward);
    assert_eq!(held.decide(0, 8, &upper_frame), Decision::LeaveOut);
    assert_eq!(held.decide(0, 9, &lower_frame(true)), Decision::Forward);
}

#[test]
fn what_comes_late_is_judged_by_what_was_forwarded_then() {
    let mut held = selection(None, Some(place(0, 0, 3)));
    held.decide(0, 1, &plain(0, true));
    held.target = Some(place(0, 0, 0));
    assert_eq!(held.decide(0, 10, &vp8(0, false)), Decision::Forward);
    let late = Marks {
        is_newest: false,
        ..vp8(2, false)
    };
    assert_eq!(held.decide(0, 9, &late), Decision::Forward);
    assert_eq!(held.decide(0, 11, &late), Decision::LeaveOut);
    assert!(held.needs(9, &late) && !held.needs(11, &late));
}
