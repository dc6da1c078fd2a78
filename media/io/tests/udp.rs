//! Batches over real sockets on the loopback device: what one socket sends in one flush, another
//! receives datagram by datagram.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rapat_io::runs::Grouper;
use rapat_io::udp::{Pair, ReceiveBatch, SendCounters, SendScratch, UdpSocket};
use rapat_sfu::arena::{Entry, Path};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Loopback delivers before the send returns; this only bounds a failing test.
const DEADLINE: Duration = Duration::from_secs(10);

fn bind(address: &str) -> UdpSocket {
    UdpSocket::bind(address.parse().unwrap()).unwrap()
}

/// Sends datagrams `(socket, receiver, bytes)` in one flush.
fn flush(sockets: &[&UdpSocket], datagrams: &[(u8, SocketAddr, Vec<u8>)]) -> SendCounters {
    let (mut bytes, mut entries) = (Vec::new(), Vec::new());
    for (socket, address, datagram) in datagrams {
        let path = Path {
            socket: *socket,
            address: *address,
        };
        entries.push(Entry {
            path,
            offset: bytes.len() as u32,
            len: datagram.len() as u16,
        });
        bytes.extend_from_slice(datagram);
    }
    let (mut grouper, mut counters) = (Grouper::default(), SendCounters::default());
    let plan = grouper.plan(&entries);
    for messages in plan.messages.chunk_by(|a, b| a.socket == b.socket) {
        let socket = sockets[usize::from(messages[0].socket)];
        socket.send(
            &bytes,
            plan,
            messages,
            &mut SendScratch::default(),
            &mut counters,
        );
    }
    counters
}

/// Receives until `count` datagrams are there.
fn receive(socket: &UdpSocket, count: usize) -> Vec<(SocketAddr, Vec<u8>)> {
    let (mut batch, mut all, started) = (ReceiveBatch::new(), Vec::new(), Instant::now());
    while all.len() < count {
        assert!(
            started.elapsed() < DEADLINE,
            "{} of {count} datagrams came",
            all.len()
        );
        let mut fds = [PollFd::new(socket, PollFlags::IN)];
        poll(
            &mut fds,
            Some(&Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            }),
        )
        .unwrap();
        socket.receive(&mut batch, usize::MAX);
        batch.for_each(|from, datagram| all.push((from, datagram.to_vec())));
    }
    all
}

/// A datagram that can be told from all others.
fn datagram(number: usize, len: usize) -> Vec<u8> {
    let mut bytes = vec![number as u8; len];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    bytes
}

#[test]
fn a_burst_of_mixed_sizes_arrives_whole_and_in_order() {
    let (from, to) = (bind("127.0.0.1:0"), bind("127.0.0.1:0"));
    let sent: Vec<Vec<u8>> = (0..200)
        .map(|n| datagram(n, if n % 7 == 0 { 400 } else { 1_200 }))
        .collect();
    let list: Vec<_> = sent
        .iter()
        .map(|bytes| (0, to.local(), bytes.clone()))
        .collect();
    let counters = flush(&[&from], &list);
    let got = receive(&to, sent.len());
    assert_eq!(counters.dropped, 0);
    assert!(got.iter().all(|(address, _)| *address == from.local()));
    assert_eq!(
        got.into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(),
        sent
    );
}

#[test]
fn equal_datagrams_leave_as_one_gso_message() {
    let (from, to) = (bind("127.0.0.1:0"), bind("127.0.0.1:0"));
    let list: Vec<_> = (0..10)
        .map(|n| (0, to.local(), datagram(n, 1_000)))
        .collect();
    let counters = flush(&[&from], &list);
    assert_eq!((counters.gso_messages, counters.gso_segments), (1, 10));
    assert_eq!(receive(&to, 10).len(), 10);
}

#[test]
fn interleaved_receivers_each_get_their_own_in_order() {
    let from = bind("127.0.0.1:0");
    let receivers: Vec<UdpSocket> = (0..5).map(|_| bind("127.0.0.1:0")).collect();
    let list: Vec<_> = (0..50)
        .map(|n| (0, receivers[n % 5].local(), datagram(n, 300)))
        .collect();
    let counters = flush(&[&from], &list);
    assert_eq!((counters.gso_messages, counters.gso_segments), (5, 50));
    for (index, receiver) in receivers.iter().enumerate() {
        let got: Vec<Vec<u8>> = receive(receiver, 10)
            .into_iter()
            .map(|(_, bytes)| bytes)
            .collect();
        let expected: Vec<Vec<u8>> = (0..10).map(|n| datagram(n * 5 + index, 300)).collect();
        assert_eq!(got, expected);
    }
}

#[test]
fn ipv6_and_ipv4_sockets_share_a_port() {
    let v4 = bind("127.0.0.1:0");
    let Ok(v6) = UdpSocket::bind(SocketAddr::new("::1".parse().unwrap(), v4.local().port())) else {
        return; // this machine has no IPv6
    };
    let (to4, to6) = (bind("127.0.0.1:0"), bind("[::1]:0"));
    flush(
        &[&v4, &v6],
        &[
            (1, to6.local(), datagram(6, 50)),
            (0, to4.local(), datagram(4, 50)),
        ],
    );
    assert_eq!(receive(&to4, 1), [(v4.local(), datagram(4, 50))]);
    assert_eq!(receive(&to6, 1), [(v6.local(), datagram(6, 50))]);
}

#[test]
fn a_refused_receiver_loses_only_its_own() {
    let (from, to) = (bind("127.0.0.1:0"), bind("127.0.0.1:0"));
    let good: Vec<_> = (0..4).map(|n| (0, to.local(), datagram(n, 500))).collect();
    flush(&[&from], &good);
    receive(&to, 4);
    // Broadcast is refused without SO_BROADCAST: an error about one receiver only.
    let refused: SocketAddr = "255.255.255.255:9".parse().unwrap();
    let mut list = vec![
        (0, refused, datagram(0, 500)),
        (0, refused, datagram(1, 500)),
    ];
    list.extend(good);
    let counters = flush(&[&from], &list);
    assert_eq!((counters.dropped, counters.gso_messages), (2, 1));
    assert_eq!(receive(&to, 4).len(), 4);
}

#[test]
fn a_taken_port_is_an_error() {
    let first = bind("127.0.0.1:0");
    let error = UdpSocket::bind(first.local()).err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

/// An address of one of the workers to which datagrams go, by family.
fn group(address: &str, workers: usize) -> Option<Vec<Pair>> {
    let group = UdpSocket::bind_group(address.parse().unwrap(), workers).ok()?;
    group
        .iter()
        .all(|pair| pair.feedback.is_some())
        .then_some(group)
}

/// Which worker's media socket has the datagram, and what its feedback socket has.
fn taken(pair: &Pair) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let (mut batch, mut taken) = (ReceiveBatch::new(), (Vec::new(), Vec::new()));
    pair.media.receive(&mut batch, 32);
    batch.for_each(|_, datagram| taken.0.push(datagram.to_vec()));
    pair.feedback.as_ref().unwrap().receive(&mut batch, 32);
    batch.for_each(|_, datagram| taken.1.push(datagram.to_vec()));
    taken
}

#[test]
fn feedback_goes_to_its_own_socket_of_the_worker_that_gets_the_sender_s_media() {
    for family in ["127.0.0.1:0", "[::1]:0"] {
        let Some(pairs) = group(family, 3) else {
            continue; // no such family here, or a kernel that cannot steer
        };
        let to = pairs[0].media.local();
        let mut of_worker = [0; 3];
        for _ in 0..48 {
            let from = std::net::UdpSocket::bind(family.parse::<SocketAddr>().unwrap()).unwrap();
            let feedback = [&[0x8F_u8, 205][..], &[0xAF, 205, 0, 1]];
            let media = [
                &[0x80_u8, 96, 1][..],
                &[0x81, 205],
                &[0x8F, 206],
                &[0, 1],
                &[0x8F, 96],
            ];
            feedback.iter().chain(&media).for_each(|datagram| {
                from.send_to(datagram, to).unwrap();
            });
            let found: Vec<_> = pairs.iter().map(taken).collect();
            let worker = found
                .iter()
                .position(|(media, _)| !media.is_empty())
                .unwrap();
            assert_eq!(
                found[worker],
                (
                    media.map(<[u8]>::to_vec).to_vec(),
                    feedback.map(<[u8]>::to_vec).to_vec()
                )
            );
            assert_eq!(
                found
                    .iter()
                    .flat_map(|(media, other)| media.iter().chain(other))
                    .count(),
                7
            );
            of_worker[worker] += 1;
        }
        assert!(
            of_worker.iter().all(|senders| *senders >= 6),
            "{of_worker:?}"
        );
    }
}

#[test]
fn a_port_that_a_group_has_is_taken_for_others() {
    let pairs = UdpSocket::bind_group("127.0.0.1:0".parse().unwrap(), 1).unwrap();
    let error = UdpSocket::bind_group(pairs[0].media.local(), 1)
        .err()
        .unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
