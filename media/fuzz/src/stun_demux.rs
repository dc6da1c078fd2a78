//! The first look at a datagram from anybody.

use rapat_wire::demux::{PacketKind, classify, stun_username};

pub fn run(input: &[u8]) {
    let kind = classify(input);
    if let Some(username) = stun_username(input) {
        assert_eq!(kind, PacketKind::Stun);
        assert!(
            input
                .windows(username.len().max(1))
                .any(|window| username.is_empty() || window == username.as_bytes())
        );
    }
}
