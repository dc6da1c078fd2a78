//! Garbage from the network at the door of a peer that has keys, and any plaintext of our own.

use std::sync::OnceLock;

use rapat_wire::srtp::{KeyingMaterial, Profile, ReplayWindow};

const PROFILES: [Profile; 3] = [
    Profile::AeadAes128Gcm,
    Profile::AeadAes256Gcm,
    Profile::Aes128CmSha1_80,
];

/// Keys are the same in every run: the input has to be the only difference between two runs.
fn material(profile: usize) -> &'static KeyingMaterial {
    static MATERIAL: OnceLock<Vec<KeyingMaterial>> = OnceLock::new();
    let made =
        |profile| KeyingMaterial::from_exporter(profile, &[0x5A; 88]).expect("88 bytes are enough");
    &MATERIAL.get_or_init(|| PROFILES.map(made).to_vec())[profile]
}

/// First byte: profile; second: header length; the rest: the packet.
pub fn run(input: &[u8]) {
    let [profile, header_len, packet @ ..] = input else {
        return;
    };
    let profile = usize::from(*profile) % PROFILES.len();
    let (mut sealer, mut opener) = material(profile).server_contexts().expect("lengths fit");
    let (mut their_sealer, _) = material(profile).client_contexts().expect("lengths fit");
    let header_len = usize::from(*header_len);
    assert_eq!(
        opener.open_rtp(&mut packet.to_vec(), header_len, 0),
        None,
        "forged"
    );
    assert_eq!(opener.open_rtcp(&mut packet.to_vec()), None, "forged");

    let mut buf = packet.to_vec();
    assert_eq!(
        sealer.seal_rtp(&mut buf, header_len, packet.len(), 0),
        None,
        "no room"
    );
    buf.resize(packet.len() + 32, 0);
    if let Some(len) = their_sealer.seal_rtp(&mut buf, header_len, packet.len(), 7) {
        let seq = u16::from_be_bytes([packet[2], packet[3]]);
        let mut window = ReplayWindow::new();
        window.accept(7 << 16 | 0x8000);
        let index = 7 << 16 | u64::from(seq);
        assert_eq!(
            opener.open_rtp(&mut buf[..len], header_len, index),
            Some(packet.len())
        );
        assert_eq!(&buf[..packet.len()], packet);
        assert!(window.index_of(seq).abs_diff(index) <= 1 << 16);
    }
    rtcp(packet, &mut buf, &mut their_sealer, &mut opener);
    assert_eq!(sealer.seal_rtcp(&mut [], 0), None);
}

fn rtcp(
    packet: &[u8],
    buf: &mut [u8],
    sealer: &mut rapat_wire::srtp::Sealer,
    opener: &mut rapat_wire::srtp::Opener,
) {
    buf[..packet.len()].copy_from_slice(packet);
    if let Some(len) = sealer.seal_rtcp(buf, packet.len()) {
        let mut again = buf[..len].to_vec();
        assert_eq!(opener.open_rtcp(&mut again), Some(packet.len()));
        assert_eq!(&again[..packet.len()], packet);
        assert_eq!(opener.open_rtcp(&mut buf[..len]), None, "replayed");
    }
}
