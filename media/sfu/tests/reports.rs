//! RTCP that the node makes, and what it tells the control plane.

mod support;

use std::time::Duration;

use rapat_sfu::clock::ntp_to_ticks;
use rapat_sfu::event::Event;
use rapat_sfu::ids::{PeerId, TrackId};
use rapat_wire::ntp;
use rapat_wire::rtcp::{Item, ReportBlock, items};
use rapat_wire::session::Kind;

use support::World;
use support::media::{OpusSource, Vp8Source, declared, opus, vp8};

/// The publisher's wall clock runs an hour ahead of ours.
const PUBLISHER_NTP: u64 = (1_700_003_600 + ntp::NTP_UNIX_OFFSET_SECONDS) << 32;

fn publisher_ntp(world: &World) -> u64 {
    PUBLISHER_NTP.wrapping_add(ntp::from_duration(world.now - world.start))
}

/// Sender reports that a client got: (SSRC, NTP, RTP).
fn sender_reports(world: &World, client: usize) -> Vec<(u32, u64, u32)> {
    let compounds = &world.clients[client].rtcp;
    let pick = |item: Item<'_>| match item {
        Item::SenderReport { ssrc, ntp, rtp, .. } => Some((ssrc, ntp, rtp)),
        _ => None,
    };
    compounds
        .iter()
        .flat_map(|compound| items(compound).filter_map(pick).collect::<Vec<_>>())
        .collect()
}

#[test]
fn audio_and_video_of_one_participant_stay_in_sync() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    world.publish(publisher, 2, Kind::Video, vp8(96), &declared(5_000));
    let (audio, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let (video, _) = world.subscribe(subscriber, 2, Kind::Video, vp8(96));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    let mut camera = Vp8Source::new(publisher, 2, 5_000, 96, "");
    for step in 0..100 {
        camera.frame(&mut world, step == 0);
        microphone.packet(&mut world);
        if step == 40 {
            // Both clocks at one moment: what the two packets just made say.
            let (ntp, audio_rtp, video_rtp) = (
                publisher_ntp(&world),
                microphone.timestamp,
                camera.timestamp,
            );
            world.clients[publisher].send_rtcp(|w| assert!(w.sr(900, ntp, audio_rtp, 1, 1, &[])));
            world.clients[publisher].send_rtcp(|w| assert!(w.sr(5_000, ntp, video_rtp, 1, 1, &[])));
        }
        world.run_ms(33);
    }
    let reports = sender_reports(&world, subscriber);
    let last = |ssrc| {
        *reports
            .iter()
            .rev()
            .find(|r| r.0 == ssrc)
            .expect("a sender report")
    };
    let (a, v) = (last(audio), last(video));
    let offset = |rtp: u32, first: u32| rtp.wrapping_sub(first);
    let first_audio = world.clients[subscriber].of(audio)[0].header.timestamp;
    let first_video = world.clients[subscriber].of(video)[0].header.timestamp;
    // At the publisher, step n has audio time n × 20 ms and video time n × 33.3 ms (made-up rates);
    // at its report both stood at step 41. Seen from there, the node's clocks must agree.
    let audio_ms = (i64::from(offset(a.2, first_audio)) - 41 * 960) * 1_000 / 48_000;
    let video_ms = (i64::from(offset(v.2, first_video)) - 41 * 3_000) * 1_000 / 90_000;
    let apart_ms = ntp_to_ticks(a.1.wrapping_sub(v.1) as i64, 1_000);
    assert!(
        (audio_ms - video_ms - apart_ms).abs() <= 1,
        "{audio_ms} {video_ms} {apart_ms}"
    );
    let ours = (1_700_000_000 + ntp::NTP_UNIX_OFFSET_SECONDS) << 32;
    assert!(
        a.1.wrapping_sub(ours) >> 32 < 60,
        "our clock, not the publisher's"
    );
}

#[test]
fn the_publisher_is_told_what_was_lost_and_when_its_report_came() {
    let mut world = World::new();
    let publisher = world.join();
    world.publish(publisher, 2, Kind::Video, vp8(96), &declared(5_000));
    let mut camera = Vp8Source::new(publisher, 2, 5_000, 96, "");
    for step in 0..60 {
        for (part, packet) in camera.make_frame(step == 0).iter().enumerate() {
            if part != 1 || step % 2 == 0 {
                camera.send(&mut world.clients[publisher], packet);
            }
        }
        if step == 20 {
            world.clients[publisher]
                .send_rtcp(|w| assert!(w.sr(5_000, 0x1234_5678_9abc_0000, 0, 1, 1, &[])));
        }
        world.run_ms(33);
    }
    let compounds = &world.clients[publisher].rtcp;
    let blocks: Vec<ReportBlock> = compounds
        .iter()
        .flat_map(|compound| {
            let pick = |item: Item<'_>| match item {
                Item::ReceiverReport { blocks, .. } => blocks.collect::<Vec<_>>(),
                _ => Vec::new(),
            };
            items(compound).flat_map(pick).collect::<Vec<_>>()
        })
        .collect();
    let last = blocks
        .iter()
        .rev()
        .find(|b| b.ssrc == 5_000)
        .expect("a receiver report");
    assert!(
        (40..46).contains(&last.fraction_lost),
        "one in six: {}",
        last.fraction_lost
    );
    assert_eq!(last.last_sr, 0x5678_9abc);
    assert!(last.delay_since_last_sr > 0);
    let feedback = compounds
        .iter()
        .flat_map(|c| {
            items(c)
                .filter(|i| matches!(i, Item::TransportCc(_)))
                .map(|_| ())
                .collect::<Vec<_>>()
        })
        .count();
    assert!(
        (15..25).contains(&feedback),
        "every 100 ms for 2 s: {feedback}"
    );
}

#[test]
fn loudness_is_told_for_those_who_speak_and_once_when_they_fall_silent() {
    let mut world = World::new();
    let (speaker, listener) = (world.join(), world.join());
    world.publish(speaker, 1, Kind::Audio, opus(111), &declared(900));
    world.publish(listener, 2, Kind::Audio, opus(111), &declared(901));
    let (mut loud, mut quiet) = (
        OpusSource::new(speaker, 1, 900, 111),
        OpusSource::new(listener, 2, 901, 111),
    );
    quiet.level = 60;
    for step in 0..150 {
        loud.level = if step < 75 { 15 } else { 127 };
        quiet.packet(&mut world);
        loud.packet(&mut world);
        world.run_ms(20);
    }
    let levels: Vec<_> = world
        .events
        .iter()
        .filter_map(|event| {
            if let Event::AudioLevels { levels } = event {
                Some(levels.clone())
            } else {
                None
            }
        })
        .flatten()
        .collect();
    assert!(levels.iter().all(|(track, _)| *track == TrackId(1)));
    assert!((4..=9).contains(&levels.len()), "{levels:?}");
    assert!(levels[2].1 > 0.05);
    assert_eq!(
        levels
            .iter()
            .filter(|(_, level)| *level < f32::EPSILON)
            .count(),
        1
    );
    assert!(levels.last().unwrap().1 < f32::EPSILON);
}

#[test]
fn reports_tell_tracks_and_peers_every_five_seconds() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    world.events.clear();
    for step in 0..550 {
        if step == 200 {
            let ntp = publisher_ntp(&world);
            let rtp = microphone.timestamp;
            world.clients[publisher].send_rtcp(|w| assert!(w.sr(900, ntp, rtp, 1, 1, &[])));
        }
        if step == 413 {
            let (_, sr_ntp, _) = *sender_reports(&world, subscriber).last().unwrap();
            let ours = (1_700_000_000 + ntp::NTP_UNIX_OFFSET_SECONDS) << 32;
            let now = ours.wrapping_add(ntp::from_duration(world.now - world.start));
            let (last_sr, held) = (
                ntp::middle(sr_ntp),
                ntp::middle(now).wrapping_sub(ntp::middle(sr_ntp)),
            );
            let delay_since_last_sr = held - ntp::to_short(Duration::from_millis(40));
            let block = ReportBlock {
                ssrc,
                fraction_lost: 64,
                last_sr,
                delay_since_last_sr,
                ..Default::default()
            };
            world.clients[subscriber]
                .send_rtcp(|w| assert!(w.rr(1, &[block]) && w.remb(1, 1_500_000, &[ssrc])));
        }
        microphone.stream(&mut world, 1);
    }
    let reports: Vec<_> = world
        .events
        .iter()
        .filter(|e| matches!(e, Event::Reports { .. }))
        .collect();
    assert!((2..=3).contains(&reports.len()));
    let Event::Reports { tracks, peers } = reports.last().unwrap() else {
        unreachable!()
    };
    assert_eq!(
        (tracks.len(), tracks[0].track, tracks[0].lost),
        (1, TrackId(1), 0)
    );
    assert!(
        (248..=252).contains(&tracks[0].expected),
        "{}",
        tracks[0].expected
    );
    assert!(
        (40_000..60_000).contains(&tracks[0].bitrate_bps),
        "{}",
        tracks[0].bitrate_bps
    );
    let peer = peers.iter().find(|p| p.peer == PeerId(2)).unwrap();
    assert!((peer.loss - 0.25).abs() < f32::EPSILON);
    assert_eq!(peer.line_bps, 1_500_000);
    assert!((39.9..40.1).contains(&peer.rtt_ms), "{}", peer.rtt_ms);
    assert!(peer.sent_bps > 40_000);
}
