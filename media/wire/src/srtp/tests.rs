//! Vectors of RFC 3711 Appendix B and RFC 7714 §16–17, round trips and tampering.

use super::cipher::{AesCm, AesGcm, Cipher};
use super::keys::KeySalt;
use super::opener::{open_rtcp, open_rtp};
use super::sealer::{seal_rtcp, seal_rtp};
use super::{KeyingMaterial, Opener, Profile, ReplayWindow, Sealer};

const PROFILES: [Profile; 3] = [
    Profile::Aes128CmSha1_80,
    Profile::AeadAes128Gcm,
    Profile::AeadAes256Gcm,
];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn pair(profile: Profile) -> (Sealer, Opener) {
    let blob: Vec<u8> = (0..profile.exporter_len() as u8).collect();
    let material = KeyingMaterial::from_exporter(profile, &blob).unwrap();
    (
        material.server_contexts().unwrap().0,
        material.client_contexts().unwrap().1,
    )
}

fn rtp_packet(seq: u16) -> Vec<u8> {
    let mut packet = hex("80 60 0000 00000001 cafebabe");
    packet[2..4].copy_from_slice(&seq.to_be_bytes());
    packet.extend((0..100).collect::<Vec<u8>>());
    packet
}

#[test]
fn session_keys_are_those_of_rfc_3711_b_3() {
    let master = KeySalt::new(
        Profile::Aes128CmSha1_80,
        &hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
        &hex("0EC675AD498AFEEBB6960B3AABE6"),
    )
    .unwrap();
    assert_eq!(
        master.derive::<16>(0).to_vec(),
        hex("C61E7A93744F39EE10734AFE3FF7A087")
    );
    assert_eq!(
        master.derive::<14>(2).to_vec(),
        hex("30CBBC08863D8C85D49DB34A9AE1")
    );
    assert_eq!(
        master.derive::<20>(1).to_vec(),
        hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")
    );
}

#[test]
fn the_counter_mode_keystream_is_that_of_rfc_3711_b_2() {
    let key = hex("2B7E151628AED2A6ABF7158809CF4F3C").try_into().unwrap();
    let salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD").try_into().unwrap();
    let mut keystream = [0; 48];
    AesCm::new(key, &[0; 20], salt).apply_keystream(0, 0, &mut keystream);
    let expected = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0";
    assert_eq!(keystream.to_vec(), hex(expected));
}

fn gcm_vector(key_len: u8) -> Cipher {
    let key: Vec<u8> = (0..key_len).collect();
    Cipher::Gcm(AesGcm::new(&key, hex("517569642070726f2071756f").try_into().unwrap()).unwrap())
}

#[test]
fn gcm_srtp_is_that_of_rfc_7714_16() {
    let plain = hex(
        "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573",
    );
    let sealed = [
        (
            16,
            "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
        ),
        (
            32,
            "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
        ),
    ];
    for (key_len, expected) in sealed {
        let cipher = gcm_vector(key_len);
        let mut buf = plain.clone();
        buf.resize(plain.len() + 16, 0);
        assert_eq!(
            seal_rtp(&cipher, &mut buf, 12, plain.len(), 0),
            Some(buf.len())
        );
        assert_eq!(buf, hex(expected));
        assert_eq!(open_rtp(&cipher, &mut buf, 12, 0xf17b), Some(plain.len()));
        assert_eq!(buf[..plain.len()], plain);
    }
}

#[test]
fn gcm_srtcp_is_that_of_rfc_7714_17() {
    let plain = hex(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef deadbeef",
    );
    let cipher = gcm_vector(16);
    let mut buf = plain.clone();
    buf.resize(plain.len() + 20, 0);
    assert_eq!(
        seal_rtcp(&cipher, &mut buf, plain.len(), 0x5d4),
        Some(buf.len())
    );
    let expected = "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4";
    assert_eq!(buf, hex(expected));
    assert_eq!(open_rtcp(&cipher, &mut buf), Some(plain.len()));
    assert_eq!(buf[..plain.len()], plain);
}

#[test]
fn rtp_survives_the_round_trip_over_a_rollover() {
    for profile in PROFILES {
        let (sealer, opener) = pair(profile);
        let mut window = ReplayWindow::new();
        for extended in 65_530_u32..65_545 {
            let plain = rtp_packet(extended as u16);
            let mut buf = plain.clone();
            buf.resize(plain.len() + profile.tag_len(), 0);
            let len = sealer
                .seal_rtp(&mut buf, 12, plain.len(), extended >> 16)
                .unwrap();
            assert_ne!(buf[12..plain.len()], plain[12..]);
            let index = window.index_of(extended as u16);
            assert!(window.is_fresh(index));
            assert_eq!(
                opener.open_rtp(&mut buf[..len], 12, index),
                Some(plain.len())
            );
            window.accept(index);
            assert_eq!(buf[..plain.len()], plain);
        }
    }
}

#[test]
fn any_flipped_bit_of_rtp_is_noticed() {
    for profile in PROFILES {
        let (sealer, opener) = pair(profile);
        let plain = rtp_packet(7);
        let mut sealed = plain.clone();
        sealed.resize(plain.len() + profile.tag_len(), 0);
        sealer.seal_rtp(&mut sealed, 12, plain.len(), 0).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut tampered = sealed.clone();
            tampered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                opener.open_rtp(&mut tampered, 12, 7),
                None,
                "{profile:?} bit {bit}"
            );
        }
        assert_eq!(
            opener.open_rtp(&mut sealed.clone(), 12, 7 + 65_536),
            None,
            "wrong rollover counter"
        );
        for len in 0..sealed.len() {
            assert_eq!(opener.open_rtp(&mut sealed.clone()[..len], 12, 7), None);
        }
    }
}

fn sealed_rtcp(sealer: &mut Sealer, ssrc: u32) -> Vec<u8> {
    let mut buf = hex("81c9 0001 00000000");
    buf[4..8].copy_from_slice(&ssrc.to_be_bytes());
    buf.extend([9; 24]);
    let len = buf.len();
    buf.resize(len + sealer.profile().rtcp_overhead(), 0);
    assert_eq!(sealer.seal_rtcp(&mut buf, len), Some(buf.len()));
    buf
}

#[test]
fn rtcp_survives_the_round_trip_once() {
    for profile in PROFILES {
        let (mut sealer, mut opener) = pair(profile);
        for _ in 0..300 {
            let sealed = sealed_rtcp(&mut sealer, 5);
            let mut first = sealed.clone();
            assert_eq!(opener.open_rtcp(&mut first), Some(32));
            assert_eq!(first[8..32], [9; 24]);
            assert_eq!(opener.open_rtcp(&mut sealed.clone()), None, "replayed");
        }
    }
}

#[test]
fn any_flipped_bit_of_rtcp_is_noticed() {
    for profile in PROFILES {
        let (mut sealer, mut opener) = pair(profile);
        let sealed = sealed_rtcp(&mut sealer, 5);
        for bit in 0..sealed.len() * 8 {
            let mut tampered = sealed.clone();
            tampered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                opener.open_rtcp(&mut tampered),
                None,
                "{profile:?} bit {bit}"
            );
        }
        assert_eq!(
            opener.open_rtcp(&mut sealed.clone()),
            Some(32),
            "forgeries do not move the window"
        );
    }
}

#[test]
fn each_rtcp_sender_has_its_own_index() {
    let (mut sealer, mut opener) = pair(Profile::AeadAes128Gcm);
    let early = sealed_rtcp(&mut sealer, 1);
    for _ in 0..500 {
        assert!(opener.open_rtcp(&mut sealed_rtcp(&mut sealer, 2)).is_some());
    }
    assert!(
        opener.open_rtcp(&mut early.clone()).is_some(),
        "another sender's index is far ahead"
    );
    for ssrc in 100..300 {
        assert!(
            opener
                .open_rtcp(&mut sealed_rtcp(&mut sealer, ssrc))
                .is_some(),
            "the table is bounded, not full"
        );
    }
}

#[test]
fn wrong_lengths_are_refused_not_panicked_on() {
    for profile in PROFILES {
        assert!(Sealer::new(profile, &[0; 15], &[0; 12]).is_none());
        assert!(
            KeyingMaterial::from_exporter(profile, &vec![0; profile.exporter_len() - 1]).is_none()
        );
        let (mut sealer, mut opener) = pair(profile);
        for len in 0..64 {
            let mut buf = vec![0x80; len];
            assert_eq!(
                sealer.seal_rtp(&mut buf, 12, len, 0),
                None,
                "no room for the tag"
            );
            assert_eq!(sealer.seal_rtp(&mut buf, len + 1, len, 0), None);
            assert_eq!(sealer.seal_rtcp(&mut buf, len), None);
            assert_eq!(opener.open_rtp(&mut buf, 12, 0), None);
            assert_eq!(opener.open_rtcp(&mut buf), None);
        }
    }
}

#[test]
fn keys_never_show_in_debug_output() {
    let material = KeyingMaterial::from_exporter(Profile::Aes128CmSha1_80, &[0x5a; 60]).unwrap();
    assert!(!format!("{material:?}").contains("90"));
}
