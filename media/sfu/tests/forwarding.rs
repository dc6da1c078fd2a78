//! One publisher, one or more subscribers, one layer.

mod support;

use rapat_sfu::event::Event;
use rapat_sfu::ids::{DownTrackId, TrackId};
use rapat_wire::codec::vp8::Descriptor;
use rapat_wire::rtcp::Item;
use rapat_wire::session::{Codec, CodecKey, Ext, Kind, PayloadType};

use support::World;
use support::client::Outgoing;
use support::media::{OpusSource, Vp8Source, declared, opus, vp8};

/// Publisher 0 and subscriber 1 of video track 7; returns the world, the camera, and the SSRCs.
fn video_room() -> (World, Vp8Source, (u32, u32)) {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 7, Kind::Video, vp8(96), &declared(5_000));
    let ssrcs = world.subscribe(subscriber, 7, Kind::Video, vp8(120));
    (world, Vp8Source::new(publisher, 7, 5_000, 96, ""), ssrcs)
}

#[test]
fn audio_reaches_the_subscriber_under_its_own_numbers() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(63));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 50);
    let got = world.clients[subscriber].of(ssrc);
    assert_eq!(got.len(), 50);
    assert!(
        got[0].index < 1 << 15,
        "starts in the lower half, rollover counter 0"
    );
    for (step, rtp) in got.iter().enumerate() {
        assert_eq!(rtp.header.pt, 63);
        assert_eq!(rtp.index, got[0].index + step as u64);
        assert_eq!(
            rtp.header.timestamp.wrapping_sub(got[0].header.timestamp),
            step as u32 * 960
        );
        assert_eq!(rtp.payload, [100 + step as u8; 80]);
        assert_eq!(
            rtp.audio_level.as_deref(),
            Some(&[20][..]),
            "under the subscriber's id"
        );
        assert_eq!(
            rtp.mid.as_deref(),
            Some(&b"d1"[..]),
            "until the subscriber reports"
        );
        assert_eq!(rtp.abs_send_time.as_ref().map(Vec::len), Some(3));
    }
    assert!(world.events.contains(&Event::LayerLive {
        track: TrackId(1),
        layer: 0
    }));
    assert!(world.events.contains(&Event::DownTrackLive {
        down: DownTrackId(1_001)
    }));
}

#[test]
fn redundant_audio_reaches_those_who_have_red_whole_and_the_others_unwrapped() {
    let mut world = World::new();
    let (publisher, able, plain) = (world.join(), world.join(), world.join());
    let red = |pt| {
        [
            vec![PayloadType {
                key: CodecKey {
                    codec: Codec::Red,
                    profile: 0,
                },
                pt,
                rtx_pt: None,
            }],
            opus(111),
        ]
        .concat()
    };
    world.publish(publisher, 1, Kind::Audio, red(63), &declared(900));
    let (whole, _) = world.subscribe(able, 1, Kind::Audio, red(62));
    let (unwrapped, _) = world.subscribe(plain, 1, Kind::Audio, opus(109));
    let payload = [0xef, 0x0f, 0, 3, 111, 1, 1, 1, 9, 9];
    world.clients[publisher].send(&Outgoing {
        ssrc: 900,
        pt: 63,
        seq: 1,
        payload: &payload,
        ..Outgoing::default()
    });
    world.run_ms(2);
    let got = world.clients[able].of(whole);
    assert_eq!((got[0].header.pt, &got[0].payload[..]), (62, &payload[..]));
    let got = world.clients[plain].of(unwrapped);
    assert_eq!((got[0].header.pt, &got[0].payload[..]), (109, &[9, 9][..]));
}

#[test]
fn video_starts_with_a_key_frame_and_is_asked_for_until_it_comes() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 30, false);
    assert!(
        world.clients[1].of(ssrc).is_empty(),
        "nothing can be decoded yet"
    );
    let plis = world.count_rtcp(0, |item| matches!(item, Item::Pli { media: 5_000, .. }));
    assert!(
        (3..=5).contains(&plis),
        "about every 300 ms, not more: {plis}"
    );
    camera.stream(&mut world, 30, true);
    let got = world.clients[1].of(ssrc);
    assert_eq!(got.len(), 90);
    assert!(Descriptor::parse(&got[0].payload).unwrap().is_keyframe);
    assert!(
        got.iter()
            .zip(&camera.sent[90..])
            .all(|(rtp, sent)| rtp.payload[10..] == sent.payload[10..])
    );
    assert!(
        got.iter()
            .enumerate()
            .all(|(step, rtp)| rtp.index == got[0].index + step as u64)
    );
    world.count_rtcp(0, |_| true);
    camera.stream(&mut world, 30, false);
    assert_eq!(
        world.count_rtcp(0, |item| matches!(item, Item::Pli { .. })),
        0,
        "satisfied"
    );
}

#[test]
fn mid_is_sent_until_the_first_receiver_report() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 2, true);
    assert!(
        world.clients[1]
            .of(ssrc)
            .iter()
            .all(|rtp| rtp.mid.is_some())
    );
    let block = rapat_wire::rtcp::ReportBlock {
        ssrc,
        ..Default::default()
    };
    world.clients[1].send_rtcp(|writer| assert!(writer.rr(1, &[block])));
    world.run_ms(1);
    world.clients[1].rtp.clear();
    camera.stream(&mut world, 2, false);
    assert!(
        world.clients[1]
            .of(ssrc)
            .iter()
            .all(|rtp| rtp.mid.is_none())
    );
    assert_eq!(world.clients[1].rtp.len(), 6);
}

#[test]
fn lost_packet_is_resent_over_rtx() {
    let (mut world, mut camera, (ssrc, rtx_ssrc)) = video_room();
    camera.stream(&mut world, 1, true);
    let first = world.clients[1].of(ssrc)[0].index as u16;
    let lost = first.wrapping_add(4);
    world.clients[1].loses = Box::new(move |header| header.ssrc == ssrc && header.seq == lost);
    camera.stream(&mut world, 2, false);
    world.clients[1].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[lost])));
    world.run_ms(1);
    let resent = world.clients[1].of(rtx_ssrc);
    assert_eq!(resent.len(), 1);
    assert_eq!(resent[0].header.pt, 121);
    assert!(resent[0].index < 1 << 15);
    assert_eq!(resent[0].payload[..2], lost.to_be_bytes());
    assert_eq!(resent[0].payload[2..], camera.sent[4].payload[..]);
    assert_eq!(
        (
            world.node.stats().nacks_in,
            world.node.stats().retransmitted
        ),
        (1, 1)
    );
}

#[test]
fn a_subscriber_that_asks_again_and_again_gets_ten_copies_and_no_more() {
    let (mut world, mut camera, (ssrc, rtx_ssrc)) = video_room();
    camera.stream(&mut world, 5, true);
    let seq = world.clients[1].of(ssrc)[3].header.seq;
    for _ in 0..100 {
        world.clients[1]
            .send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[seq, seq.wrapping_add(5_000)])));
        world.run_ms(10);
    }
    assert_eq!(world.clients[1].of(rtx_ssrc).len(), 10);
}

#[test]
fn a_packet_lost_on_the_way_in_is_asked_for_and_put_in_its_place() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 1, true);
    let frame = camera.make_frame(false);
    for packet in [&frame[0], &frame[2]] {
        camera.send(&mut world.clients[0], packet);
    }
    world.run_ms(10);
    let nacks = |item: &Item<'_>| matches!(item, Item::Nack { media: 5_000, .. });
    assert_eq!(world.count_rtcp(0, nacks), 0, "it may be merely late");
    world.run_ms(20);
    assert_eq!(world.count_rtcp(0, nacks), 1);
    let mut payload = (frame[1].seq as u16).to_be_bytes().to_vec();
    payload.extend_from_slice(&frame[1].payload);
    let exts: &[(Ext, &[u8])] = &[];
    let timestamp = frame[1].timestamp;
    let rtx = Outgoing {
        ssrc: 5_001,
        pt: 97,
        seq: 1,
        timestamp,
        exts,
        payload: &payload,
        ..Outgoing::default()
    };
    world.clients[0].send(&rtx);
    world.run_ms(300);
    assert_eq!(world.count_rtcp(0, nacks), 0, "it came");
    let got = world.clients[1].of(ssrc);
    let order: Vec<u64> = got.iter().map(|rtp| rtp.index - got[0].index).collect();
    assert_eq!(order, [0, 1, 2, 3, 5, 4]);
    assert_eq!(got[5].payload, frame[1].payload);
    // The original comes after all: a duplicate.
    camera.send(&mut world.clients[0], &frame[1]);
    world.run_ms(5);
    assert_eq!(world.clients[1].of(ssrc).len(), 6);
    assert_eq!(world.clients[1].duplicates, 0);
}

#[test]
fn packets_of_a_frame_that_differ_by_a_few_bytes_leave_with_one_size() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 1, true);
    world.clients[1].rtp.clear();
    let mut frame = camera.make_frame(false);
    frame[0].payload.pop();
    frame[1].payload.truncate(1_098);
    for packet in &frame {
        camera.send(&mut world.clients[0], packet);
    }
    let (now, path) = (world.now, world.clients[0].path);
    for mut datagram in std::mem::take(&mut world.clients[0].outbox) {
        world.node.handle_datagram(now, path, &mut datagram);
    }
    let sizes: Vec<u16> = world
        .node
        .egress()
        .entries()
        .iter()
        .map(|entry| entry.len)
        .collect();
    assert_eq!(sizes.len(), 3);
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
    world.run_ms(1);
    let got: Vec<_> = world.clients[1]
        .of(ssrc)
        .iter()
        .map(|rtp| rtp.payload.clone())
        .collect();
    assert_eq!(
        got,
        frame
            .iter()
            .map(|sent| sent.payload.clone())
            .collect::<Vec<_>>(),
        "the padding is no payload"
    );
}

#[test]
fn a_key_frame_whose_first_packet_came_late_is_completed_by_nacks() {
    let (mut world, mut camera, (ssrc, rtx_ssrc)) = video_room();
    let frame = camera.make_frame(true);
    camera.send(&mut world.clients[0], &frame[1]);
    camera.send(&mut world.clients[0], &frame[2]);
    world.run_ms(30);
    assert!(world.clients[1].rtp.is_empty());
    camera.send(&mut world.clients[0], &frame[0]);
    camera.stream(&mut world, 1, false);
    let got = world.clients[1].of(ssrc);
    let first = got[0].header.seq;
    let steps: Vec<u16> = got
        .iter()
        .map(|rtp| rtp.header.seq.wrapping_sub(first))
        .collect();
    assert_eq!(steps, [0, 3, 4, 5]);
    world.clients[1].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[first + 1, first + 2])));
    world.run_ms(1);
    let resent: Vec<_> = world.clients[1]
        .of(rtx_ssrc)
        .iter()
        .map(|rtp| rtp.payload[2..].to_vec())
        .collect();
    assert_eq!(resent, [frame[1].payload.clone(), frame[2].payload.clone()]);
}

#[test]
fn padding_is_not_forwarded_and_leaves_no_gap() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 1, true);
    for _ in 0..3 {
        let (seq, timestamp) = (camera.seq, camera.timestamp);
        world.clients[0].send(&Outgoing {
            ssrc: 5_000,
            pt: 96,
            seq,
            timestamp,
            padding: 200,
            ..Outgoing::default()
        });
        camera.seq += 1;
        world.run_ms(5);
    }
    camera.stream(&mut world, 1, false);
    let got = world.clients[1].of(ssrc);
    assert_eq!(got.len(), 6);
    assert!(
        got.iter()
            .enumerate()
            .all(|(step, rtp)| rtp.index == got[0].index + step as u64)
    );
}

#[test]
fn a_key_frame_wish_of_a_subscriber_goes_to_the_publisher() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.stream(&mut world, 20, true);
    world.count_rtcp(0, |_| true);
    for _ in 0..5 {
        world.clients[1].send_rtcp(|writer| assert!(writer.pli(1, ssrc)));
        world.run_ms(10);
    }
    assert_eq!(
        world.count_rtcp(0, |item| matches!(item, Item::Pli { .. })),
        1
    );
}

#[test]
fn the_publishers_rollover_goes_unnoticed() {
    let (mut world, mut camera, (ssrc, _)) = video_room();
    camera.seq = 65_530;
    camera.stream(&mut world, 30, true);
    assert_eq!(world.clients[1].of(ssrc).len(), 90);
}
