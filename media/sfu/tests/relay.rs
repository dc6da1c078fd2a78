//! A room over two nodes: publishers at one, subscribers at the other.

mod support;

use rapat_sfu::clock::ntp_to_ticks;
use rapat_sfu::event::Event;
use rapat_sfu::ids::TrackId;
use rapat_wire::ntp;
use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::Kind;

use support::World;
use support::client::Client;
use support::media::{OpusSource, Vp8Source, declared, opus, rids, vp8};
use support::pair::{HOME, Pair};

const AUDIO: u64 = 1;
const VIDEO: u64 = 2;
/// Time of one frame.
const FRAME_MS: u64 = 33;

/// A publisher at home with a camera, followed; `count` subscribers away. Gives their SSRCs.
fn video_room(count: usize) -> (Pair, Vp8Source, Vec<(u32, u32)>) {
    let mut pair = Pair::new();
    let publisher = pair.home.join();
    pair.home
        .publish(publisher, VIDEO, Kind::Video, vp8(96), &declared(5_000));
    pair.follow(publisher, VIDEO);
    let ssrcs = (0..count).map(|_| {
        let subscriber = pair.away.join();
        pair.away
            .subscribe(subscriber, VIDEO, Kind::Video, vp8(120))
    });
    let ssrcs = ssrcs.collect();
    pair.meet();
    let camera = Vp8Source::new(publisher, VIDEO, 5_000, 96, "");
    (pair, camera, ssrcs)
}

fn stream(pair: &mut Pair, camera: &mut Vp8Source, frames: usize, key_frame_first: bool) {
    for index in 0..frames {
        camera.frame(&mut pair.home, key_frame_first && index == 0);
        pair.run_ms(FRAME_MS);
    }
}

fn is_pli(item: &Item<'_>) -> bool {
    matches!(item, Item::Pli { .. })
}

fn is_nack(item: &Item<'_>) -> bool {
    matches!(item, Item::Nack { .. })
}

fn payloads(client: &Client, ssrc: u32) -> Vec<Vec<u8>> {
    let packets = client.of(ssrc);
    packets.iter().map(|rtp| rtp.payload.clone()).collect()
}

#[test]
fn a_packet_crosses_once_and_reaches_every_subscriber_of_the_other_node_whole() {
    let (mut pair, mut camera, ssrcs) = video_room(3);
    stream(&mut pair, &mut camera, 30, true);
    for (subscriber, (ssrc, _)) in ssrcs.iter().enumerate() {
        let client = &pair.away.clients[subscriber];
        assert_eq!(client.of(*ssrc).len(), camera.sent.len());
        // Behind the descriptor, which is each subscriber's own, the bytes are the publisher's.
        for (got, sent) in payloads(client, *ssrc).iter().zip(&camera.sent) {
            assert_eq!(
                got[got.len() - 900..],
                sent.payload[sent.payload.len() - 900..]
            );
        }
    }
    let stats = pair.home.node.stats();
    assert_eq!(stats.relayed, camera.sent.len() as u64);
    assert_eq!((stats.up_tracks, pair.away.node.stats().up_tracks), (1, 0));
    assert_eq!(pair.away.node.stats().panics, 0);
}

#[test]
fn only_the_home_tells_the_control_plane_about_a_track() {
    let mut pair = Pair::new();
    let publisher = pair.home.join();
    pair.home
        .publish(publisher, AUDIO, Kind::Audio, opus(111), &declared(900));
    pair.follow(publisher, AUDIO);
    let subscriber = pair.away.join();
    pair.away
        .subscribe(subscriber, AUDIO, Kind::Audio, opus(111));
    pair.meet();
    let mut microphone = OpusSource::new(publisher, AUDIO, 900, 111);
    for _ in 0..300 {
        microphone.packet(&mut pair.home);
        pair.run_ms(20);
    }
    let about_the_track = |event: &Event| match event {
        Event::LayerLive { .. } => true,
        Event::AudioLevels { levels } => levels.iter().any(|(id, _)| *id == TrackId(AUDIO)),
        Event::Reports { tracks, .. } => !tracks.is_empty(),
        _ => false,
    };
    assert!(
        pair.home
            .events
            .iter()
            .filter(|e| about_the_track(e))
            .count()
            > 10
    );
    assert!(!pair.away.events.iter().any(about_the_track));
}

#[test]
fn a_late_subscriber_of_the_other_node_gets_a_key_frame_from_the_publisher() {
    let (mut pair, mut camera, _) = video_room(1);
    stream(&mut pair, &mut camera, 30, true);
    pair.home.count_rtcp(0, is_pli);
    let late = pair.away.join();
    let (ssrc, _) = pair.away.subscribe(late, VIDEO, Kind::Video, vp8(120));
    pair.meet();
    stream(&mut pair, &mut camera, 5, false);
    assert_eq!(pair.home.count_rtcp(0, is_pli), 1);
    assert!(pair.away.clients[late].of(ssrc).is_empty());
    stream(&mut pair, &mut camera, 5, true);
    assert_eq!(pair.away.clients[late].of(ssrc).len(), 15);
}

#[test]
fn the_subscribers_node_answers_nacks_itself() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    stream(&mut pair, &mut camera, 3, true);
    let (ssrc, rtx) = ssrcs[0];
    let mut count = 0;
    pair.away.clients[0].loses = Box::new(move |header| {
        count += u32::from(header.ssrc == ssrc);
        header.ssrc == ssrc && count == 2
    });
    stream(&mut pair, &mut camera, 2, false);
    let got: Vec<u64> = pair.away.clients[0]
        .of(ssrc)
        .iter()
        .map(|r| r.index)
        .collect();
    let lost: Vec<u16> = (got[0]..*got.last().unwrap())
        .filter(|index| !got.contains(index))
        .map(|index| index as u16)
        .collect();
    assert_eq!(lost.len(), 1);
    pair.away.clients[0].send_rtcp(|w| assert!(w.nack(1, ssrc, &lost)));
    pair.run_ms(20);
    assert_eq!(pair.away.clients[0].of(rtx).len(), 1);
    assert_eq!(pair.home.count_rtcp(0, is_nack), 0);
}

#[test]
fn only_wanted_layers_cross_and_a_switch_begins_with_a_key_frame() {
    let mut pair = Pair::new();
    let publisher = pair.home.join();
    let layers = rids(&["q", "h", "f"]);
    pair.home
        .publish(publisher, VIDEO, Kind::Video, vp8(96), &layers);
    pair.follow(publisher, VIDEO);
    let subscriber = pair.away.join();
    let (ssrc, _) = pair
        .away
        .subscribe(subscriber, VIDEO, Kind::Video, vp8(120));
    pair.away.set_down(subscriber, VIDEO, false, 0);
    pair.meet();
    let mut cameras: Vec<_> = [("q", 5_000), ("h", 6_000), ("f", 7_000)]
        .map(|(rid, ssrc)| Vp8Source::new(publisher, VIDEO, ssrc, 96, rid))
        .into();
    let mut step = |pair: &mut Pair, key: bool| {
        for camera in &mut cameras {
            camera.frame(&mut pair.home, key);
        }
        pair.run_ms(FRAME_MS);
    };
    for n in 0..60 {
        step(&mut pair, n == 0 || n == 10);
    }
    let got = pair.away.clients[subscriber].of(ssrc).len() as u64;
    let relayed = pair.home.node.stats().relayed;
    // Which layers live is only known after the first packet: the first key frame may be missed.
    assert!(got >= 150 && relayed <= 180, "{got} of {relayed}");
    pair.home.count_rtcp(publisher, is_pli);
    pair.away.set_down(subscriber, VIDEO, false, 2);
    for _ in 0..3 {
        step(&mut pair, false);
    }
    assert!(pair.home.count_rtcp(publisher, is_pli) >= 1);
    for n in 0..30 {
        step(&mut pair, n == 0);
    }
    let packets = pair.away.clients[subscriber].of(ssrc);
    let last = packets.last().unwrap();
    assert_eq!(
        last.payload[last.payload.len() - 4..],
        7_000_u32.to_be_bytes()
    );
    assert!(
        packets
            .windows(2)
            .all(|pair| pair[1].index == pair[0].index + 1)
    );
    // Paused: nothing crosses at all.
    pair.away.set_down(subscriber, VIDEO, true, 2);
    step(&mut pair, false);
    let before = pair.home.node.stats().relayed;
    for _ in 0..30 {
        step(&mut pair, false);
    }
    assert_eq!(pair.home.node.stats().relayed, before);
}

/// The last sender report of a stream: (NTP, RTP).
fn last_report(world: &World, client: usize, ssrc: u32) -> (u64, u32) {
    let compounds = &world.clients[client].rtcp;
    let reports = compounds.iter().flat_map(|compound| {
        let pick = |item: Item<'_>| match item {
            Item::SenderReport {
                ssrc: of, ntp, rtp, ..
            } if of == ssrc => Some((ntp, rtp)),
            _ => None,
        };
        items(compound).filter_map(pick).collect::<Vec<_>>()
    });
    reports.last().expect("a sender report")
}

#[test]
fn audio_and_video_stay_in_sync_on_the_other_node() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    pair.home
        .publish(0, AUDIO, Kind::Audio, opus(111), &declared(900));
    pair.follow(0, AUDIO);
    let (audio, _) = pair.away.subscribe(0, AUDIO, Kind::Audio, opus(111));
    let video = ssrcs[0].0;
    let mut microphone = OpusSource::new(0, AUDIO, 900, 111);
    pair.meet();
    for step in 0..100 {
        camera.frame(&mut pair.home, step == 0);
        microphone.packet(&mut pair.home);
        if step == 40 {
            let passed = ntp::from_duration(pair.home.now - pair.home.start);
            let now = (5_000_000_000_u64 << 32).wrapping_add(passed);
            let (a, v) = (microphone.timestamp, camera.timestamp);
            pair.home.clients[0].send_rtcp(|w| assert!(w.sr(900, now, a, 1, 1, &[])));
            pair.home.clients[0].send_rtcp(|w| assert!(w.sr(5_000, now, v, 1, 1, &[])));
        }
        pair.run_ms(FRAME_MS);
    }
    let (a, v) = (
        last_report(&pair.away, 0, audio),
        last_report(&pair.away, 0, video),
    );
    // As in `reports.rs`: at the publisher's report both clocks stood at step 41.
    let first = |ssrc| pair.away.clients[0].of(ssrc)[0].header.timestamp;
    let since = |rtp: u32, ssrc| i64::from(rtp.wrapping_sub(first(ssrc)));
    let audio_ms = (since(a.1, audio) - 41 * 960) * 1_000 / 48_000;
    let video_ms = (since(v.1, video) - 41 * 3_000) * 1_000 / 90_000;
    let apart_ms = ntp_to_ticks(a.0.wrapping_sub(v.0) as i64, 1_000);
    assert!(
        (audio_ms - video_ms - apart_ms).abs() <= 1,
        "{audio_ms} {video_ms} {apart_ms}"
    );
}

#[test]
fn lost_messages_are_made_good_within_a_second() {
    let (mut pair, mut camera, ssrcs) = video_room(0);
    assert!(ssrcs.is_empty());
    let subscriber = pair.away.join();
    pair.meet();
    pair.loses = usize::MAX;
    let (ssrc, _) = pair
        .away
        .subscribe(subscriber, VIDEO, Kind::Video, vp8(120));
    stream(&mut pair, &mut camera, 5, true);
    pair.loses = 0;
    stream(&mut pair, &mut camera, 40, false);
    assert!(
        pair.home.count_rtcp(0, is_pli) >= 1,
        "its wish came through"
    );
    stream(&mut pair, &mut camera, 5, true);
    assert_eq!(pair.away.clients[subscriber].of(ssrc).len(), 15);
}

#[test]
fn a_muted_track_goes_on_where_it_stopped() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    stream(&mut pair, &mut camera, 10, true);
    pair.run_ms(6_000);
    pair.home.count_rtcp(0, is_pli);
    stream(&mut pair, &mut camera, 10, true);
    assert_eq!(pair.away.clients[0].of(ssrcs[0].0).len(), 60);
}

#[test]
fn a_restarted_source_begins_anew_at_a_key_frame() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    stream(&mut pair, &mut camera, 10, true);
    pair.home.clients[0].session.up[0].layers = declared(7_000);
    pair.home.negotiate(0);
    pair.follow(0, VIDEO);
    let mut other = Vp8Source::new(0, VIDEO, 7_000, 96, "");
    stream(&mut pair, &mut other, 3, false);
    stream(&mut pair, &mut other, 7, true);
    let packets = pair.away.clients[0].of(ssrcs[0].0);
    assert_eq!(packets.len(), 30 + 21);
    assert!(
        packets
            .windows(2)
            .all(|pair| pair[1].index == pair[0].index + 1)
    );
}

#[test]
fn an_ended_track_is_silent_and_its_home_sends_nothing_more() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    stream(&mut pair, &mut camera, 10, true);
    // Even when the word about it is lost.
    pair.loses = 1;
    pair.unfollow(VIDEO);
    stream(&mut pair, &mut camera, 10, true);
    assert_eq!(pair.away.clients[0].of(ssrcs[0].0).len(), 30);
    let before = (pair.home.node.stats().relayed, pair.crossed);
    stream(&mut pair, &mut camera, 60, true);
    assert_eq!((pair.home.node.stats().relayed, pair.crossed), before);
    pair.follow(0, VIDEO);
    stream(&mut pair, &mut camera, 10, true);
    assert_eq!(pair.away.clients[0].of(ssrcs[0].0).len(), 60);
}

#[test]
fn messages_about_strangers_and_from_strangers_change_nothing() {
    let (mut pair, mut camera, ssrcs) = video_room(1);
    stream(&mut pair, &mut camera, 2, true);
    let mut parcels = Vec::new();
    camera.frame(&mut pair.home, false);
    pair.home.run_ms(5);
    for (_, parcel) in pair.home.node.relays() {
        parcels.push(std::mem::take(parcel));
    }
    for parcel in &parcels {
        for part in parcel.parts(100) {
            pair.away.node.handle_relay(pair.away.now, HOME + 7, &part);
        }
    }
    pair.away.exchange();
    assert_eq!(pair.away.clients[0].of(ssrcs[0].0).len(), 6);
    assert_eq!(pair.away.node.stats().panics, 0);
}
