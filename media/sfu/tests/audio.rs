//! Redundant audio (RFC 2198) on its way through a node: passed on, unwrapped, made.

mod support;

use rapat_wire::rtcp::ReportBlock;
use rapat_wire::session::{Ext, Kind, PayloadType};

use support::World;
use support::client::{Outgoing, Rtp};
use support::media::{declared, opus, red};

/// What the publisher says in its n-th packet.
fn said(n: u64) -> Vec<u8> {
    vec![n as u8; 60 + n as usize % 7]
}

/// A redundant payload: (age, bytes) of the older ones, oldest first, and the primary.
fn wrapped(pt: u8, older: &[(u16, Vec<u8>)], primary: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    for (age, bytes) in older {
        let len = bytes.len() as u16;
        payload.extend([
            0x80 | pt,
            (age >> 6) as u8,
            (age << 2) as u8 | (len >> 8) as u8,
            len as u8,
        ]);
    }
    payload.push(pt);
    for (_, bytes) in older {
        payload.extend(bytes);
    }
    payload.extend(primary);
    payload
}

/// A room in which client 0 speaks, with payload type 111 for Opus and 63 for RED.
struct Room {
    world: World,
    next: u64,
    speaks_red: bool,
}

impl Room {
    fn new(speaks_red: bool) -> Self {
        let mut world = World::new();
        let publisher = world.join();
        let payloads = if speaks_red { red(111, 63) } else { opus(111) };
        world.publish(publisher, 1, Kind::Audio, payloads, &declared(900));
        Self {
            world,
            next: 0,
            speaks_red,
        }
    }

    /// Adds a listener; returns its index and the SSRC it hears the speaker under.
    fn listener(&mut self, payloads: Vec<PayloadType>) -> (usize, u32) {
        let client = self.world.join();
        let (ssrc, _) = self.world.subscribe(client, 1, Kind::Audio, payloads);
        (client, ssrc)
    }

    /// The publisher sends its next packet, 20 ms after the one before, unless the network loses it.
    fn speak(&mut self, arrives: bool) {
        let n = self.next;
        self.next += 1;
        let payload = match (self.speaks_red, n) {
            (false, _) => said(n),
            (true, 0) => wrapped(111, &[], &said(n)),
            (true, _) => wrapped(111, &[(960, said(n - 1))], &said(n)),
        };
        let packet = Outgoing {
            ssrc: 900,
            pt: if self.speaks_red { 63 } else { 111 },
            seq: 500 + n,
            timestamp: 40_000 + 960 * n as u32,
            exts: &[(Ext::Mid, b"u1"), (Ext::AudioLevel, &[20])],
            payload: &payload,
            ..Outgoing::default()
        };
        if arrives {
            self.world.clients[0].send(&packet);
        }
        self.world.run_ms(20);
    }

    fn report(&mut self, (client, ssrc): (usize, u32), fraction_lost: u8) {
        let block = ReportBlock {
            ssrc,
            fraction_lost,
            ..ReportBlock::default()
        };
        self.world.clients[client].send_rtcp(|writer| assert!(writer.rr(7, &[block])));
        self.world.run_ms(1);
    }

    fn heard(&self, (client, ssrc): (usize, u32)) -> Vec<&Rtp> {
        self.world.clients[client].of(ssrc)
    }
}

/// Differences between neighbours.
fn steps(heard: &[&Rtp], of: impl Fn(&Rtp) -> i64) -> Vec<i64> {
    heard
        .windows(2)
        .map(|pair| of(pair[1]) - of(pair[0]))
        .collect()
}

#[test]
fn redundant_audio_passes_to_those_who_know_it_under_their_numbers() {
    let mut room = Room::new(true);
    let (same, other) = (room.listener(red(111, 63)), room.listener(red(96, 120)));
    (0..4).for_each(|_| room.speak(true));
    let expected = |pt| wrapped(pt, &[(960, said(2))], &said(3));
    for (listener, red_pt, opus_pt) in [(same, 63, 111), (other, 120, 96)] {
        let heard = room.heard(listener);
        let last = heard.last().unwrap();
        assert_eq!((heard.len(), last.header.pt), (4, red_pt));
        assert_eq!(last.payload, expected(opus_pt));
    }
}

#[test]
fn who_does_not_know_it_gets_every_encoding_once_lost_ones_too() {
    let mut room = Room::new(true);
    let (plain, redundant) = (room.listener(opus(109)), room.listener(red(111, 63)));
    for n in 0..10 {
        room.speak(n != 4 && n != 7);
    }
    let heard = room.heard(plain);
    let payloads: Vec<_> = heard.iter().map(|rtp| rtp.payload.clone()).collect();
    assert_eq!(payloads, (0..10).map(said).collect::<Vec<_>>());
    assert!(heard.iter().all(|rtp| rtp.header.pt == 109));
    assert_eq!(steps(&heard, |rtp| rtp.index as i64), [1; 9]);
    assert_eq!(
        steps(&heard, |rtp| i64::from(rtp.header.timestamp)),
        [960; 9]
    );
    let heard = room.heard(redundant);
    assert_eq!(steps(&heard, |rtp| rtp.index as i64), [1, 1, 1, 2, 1, 2, 1]);
}

#[test]
fn a_packet_that_comes_after_it_was_recovered_is_not_sent_again() {
    let mut room = Room::new(true);
    let plain = room.listener(opus(109));
    room.speak(true);
    let late = wrapped(111, &[(960, said(0))], &said(1));
    room.speak(false);
    room.speak(true);
    room.world.clients[0].send(&Outgoing {
        ssrc: 900,
        pt: 63,
        seq: 501,
        timestamp: 40_960,
        payload: &late,
        ..Outgoing::default()
    });
    room.world.run_ms(5);
    assert_eq!(room.heard(plain).len(), 3);
    assert_eq!(room.world.clients[plain.0].duplicates, 0);
}

#[test]
fn a_lossy_listener_gets_plain_audio_made_redundant_and_others_do_not() {
    let mut room = Room::new(false);
    let (lossy, clean) = (room.listener(red(111, 63)), room.listener(red(111, 63)));
    let plain = room.listener(opus(109));
    (0..3).for_each(|_| room.speak(true));
    room.report(lossy, 13);
    room.report(plain, 200);
    (0..2).for_each(|_| room.speak(true));
    room.report(lossy, 60);
    room.speak(true);
    let heard = room.heard(lossy);
    let pts: Vec<_> = heard.iter().map(|rtp| rtp.header.pt).collect();
    assert_eq!(pts, [111, 111, 111, 63, 63, 63]);
    assert_eq!(heard[3].payload, wrapped(111, &[(960, said(2))], &said(3)));
    let two = wrapped(111, &[(1920, said(3)), (960, said(4))], &said(5));
    assert_eq!(heard[5].payload, two);
    assert_eq!(steps(&heard, |rtp| rtp.index as i64), [1; 5]);
    assert!(room.heard(clean).iter().all(|rtp| rtp.header.pt == 111));
    assert!(room.heard(plain).iter().all(|rtp| rtp.header.pt == 109));
}

#[test]
fn redundancy_ends_when_the_line_is_good_again() {
    let mut room = Room::new(false);
    let lossy = room.listener(red(111, 63));
    room.speak(true);
    for fraction_lost in [13, 0, 0, 0] {
        room.report(lossy, fraction_lost);
        room.speak(true);
    }
    let heard = room.heard(lossy);
    let pts: Vec<_> = heard.iter().map(|rtp| rtp.header.pt).collect();
    assert_eq!(pts, [111, 63, 63, 63, 111]);
}

#[test]
fn heavy_loss_deepens_the_redundancy_that_the_publisher_sends() {
    let mut room = Room::new(true);
    let lossy = room.listener(red(96, 120));
    (0..3).for_each(|_| room.speak(true));
    room.report(lossy, 60);
    room.speak(true);
    let heard = room.heard(lossy);
    let deeper = wrapped(96, &[(1920, said(1)), (960, said(2))], &said(3));
    assert_eq!(heard.last().unwrap().payload, deeper);
}

#[test]
fn what_was_lost_on_the_way_to_us_is_left_out_of_what_we_make() {
    let mut room = Room::new(false);
    let lossy = room.listener(red(111, 63));
    (0..2).for_each(|_| room.speak(true));
    room.report(lossy, 60);
    room.speak(false);
    room.speak(true);
    let heard = room.heard(lossy);
    assert_eq!(
        heard.last().unwrap().payload,
        wrapped(111, &[(1920, said(1))], &said(3))
    );
}

#[test]
fn who_asks_for_lost_sound_gets_it_again_as_it_was_under_its_own_number() {
    let mut room = Room::new(false);
    let listener = room.listener(opus(109));
    let (client, ssrc) = listener;
    room.speak(true);
    let first = room.heard(listener)[0].header.seq;
    // The first wish tells that it asks at all; from then on datagrams are kept.
    let ask = |room: &mut Room, seq: u16| {
        room.world.clients[client].send_rtcp(|writer| assert!(writer.nack(7, ssrc, &[seq])));
        room.world.run_ms(1);
    };
    ask(&mut room, first);
    let mut lost = vec![first.wrapping_add(2), first.wrapping_add(3)];
    room.world.clients[client].loses = Box::new(move |header| {
        let found = lost.iter().position(|seq| *seq == header.seq);
        found.map(|at| lost.remove(at)).is_some()
    });
    (0..5).for_each(|_| room.speak(true));
    assert_eq!(room.heard(listener).len(), 4);
    for _ in 0..2 {
        ask(&mut room, first.wrapping_add(2));
    }
    ask(&mut room, first.wrapping_add(3));
    let heard = room.heard(listener);
    let payloads: Vec<_> = heard.iter().map(|rtp| rtp.payload.clone()).collect();
    assert_eq!(payloads, [0, 1, 4, 5, 2, 3].map(said));
    assert_eq!(
        room.world.clients[client].duplicates, 0,
        "not twice at once"
    );
    assert_eq!(room.world.node.stats().retransmitted, 2);
}
