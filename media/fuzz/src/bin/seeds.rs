//! Writes the seed corpus: one small honest input of each sort, for the mutator to spoil.

use std::io;
use std::path::Path;

use rapat_wire::rtcp::{DlrrBlock, ReportBlock, Writer};
use rapat_wire::rtp::write_header;
use rapat_wire::srtp::{KeyingMaterial, Profile};

type Seed = (&'static str, &'static str, Vec<u8>);

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (target, name, bytes) in [stun(), rtp(), rtcp(), described(), red(), srtp(), sdp()].concat()
    {
        std::fs::create_dir_all(root.join(target))?;
        std::fs::write(root.join(target).join(name), bytes)?;
    }
    Ok(())
}

fn stun() -> Vec<Seed> {
    let mut request = vec![0, 1, 0, 28, 0x21, 0x12, 0xA4, 0x42];
    request.extend([7; 12]);
    request.extend([0x80, 0x22, 0, 3, b'a', b'b', b'c', 0]);
    request.extend([0, 6, 0, 13]);
    request.extend(b"ours:theirs12\0\0\0");
    let dtls = vec![22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0];
    vec![
        ("stun_demux", "binding-request", request),
        ("stun_demux", "dtls-record", dtls),
    ]
}

fn packet(pt: u8, exts: &[(u8, &[u8])], payload: &[u8]) -> Vec<u8> {
    let mut out = [0; 512];
    let len = write_header(&mut out, pt, true, 17, 90_000, 0xcafe_babe, exts, true).unwrap_or(0);
    [&out[..len], payload].concat()
}

fn rtp() -> Vec<Seed> {
    let vp8_key = [
        0x90, 0xf0, 0x81, 2, 0x33, 0x61, 0x10, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1,
    ];
    let vp9_key = [
        0xaa, 0x92, 0x34, 0x10, 9, 0x38, 1, 64, 0, 180, 2, 128, 1, 104, 1, 4, 1,
    ];
    let h264_stap = [24, 0, 2, 0x67, 1, 0, 2, 0x68, 1, 0, 2, 0x65, 9];
    let mut padded = packet(96, &[], &[0x10, 1, 0, 0, 0, 4]);
    padded[0] |= 0x20;
    vec![
        (
            "rtp",
            "opus",
            packet(
                111,
                &[(1, &[0x8f]), (2, &[1, 2, 3]), (4, b"0")],
                &[0x78; 40],
            ),
        ),
        (
            "rtp",
            "vp8-key",
            packet(96, &[(4, b"3"), (5, b"q"), (3, &[0, 1])], &vp8_key),
        ),
        ("rtp", "vp9-key", packet(98, &[(4, b"3")], &vp9_key)),
        ("rtp", "h264-stap", packet(102, &[(9, &[1])], &h264_stap)),
        (
            "rtp",
            "av1-dd",
            packet(
                45,
                &[(7, &[0xC1; 40]), (10, &[0, 0, 0])],
                &[0x10, 0x0a, 1, 2],
            ),
        ),
        (
            "rtp",
            "av1-sizes",
            packet(45, &[(7, &[0x80, 0, 1])], &[0, 1, 0x12, 2, 0x0a, 0]),
        ),
        ("rtp", "padded", padded),
    ]
}

fn compound(fill: impl FnOnce(&mut Writer<'_>) -> bool) -> Vec<u8> {
    let mut out = [0; 512];
    let mut writer = Writer::new(&mut out);
    assert!(fill(&mut writer), "a seed fits");
    let len = writer.finish();
    out[..len].to_vec()
}

fn rtcp() -> Vec<Seed> {
    let block = ReportBlock {
        ssrc: 7,
        fraction_lost: 3,
        cumulative_lost: -1,
        ..ReportBlock::default()
    };
    let deltas: Vec<Option<i16>> = (0..40).map(|at| (at % 5 != 0).then_some(at * 20)).collect();
    let report = |w: &mut Writer<'_>| {
        w.sr(1, 2, 3, 4, 5, &[block, block]) && w.sdes(1, "cname") && w.bye(&[1, 2])
    };
    vec![
        ("rtcp", "report", compound(report)),
        (
            "rtcp",
            "feedback",
            compound(|w| w.rr(1, &[block]) && w.nack(1, 2, &[5, 6, 22, 90]) && w.pli(1, 2)),
        ),
        (
            "rtcp",
            "bandwidth",
            compound(|w| w.remb(1, 2_500_000, &[2, 3]) && w.fir(1, 2, 3)),
        ),
        (
            "rtcp",
            "extended",
            compound(|w| w.rrtr(1, 2) && w.dlrr(1, &[DlrrBlock::default(); 2])),
        ),
        (
            "rtcp",
            "transport-cc",
            compound(|w| w.transport_cc(1, 2, 65_530, 1, 99, &deltas)),
        ),
    ]
}

/// A key frame's descriptor with the structure of L1T2, and a later frame's.
fn described() -> Vec<Seed> {
    let key = [
        0x85, 1, 2, 0x80, 0xa1, 0x1e, 0xa8, 0x51, 0x41, 1, 0x0c, 9, 0xfc, 5, 0x9c,
    ];
    let pair = |later: &[u8]| [&[key.len() as u8], &key[..], later].concat();
    vec![
        ("described", "plain", pair(&[0xc6, 1, 3])),
        ("described", "active-targets", pair(&[0xc7, 1, 4, 0x48])),
        (
            "described",
            "own-differences",
            pair(&[0xc6, 1, 3, 0x13, 0x08, 0x80]),
        ),
    ]
}

fn red() -> Vec<Seed> {
    let twice = [
        0xef, 15, 0, 4, 0xef, 7, 0x80, 3, 111, 1, 1, 1, 1, 2, 2, 2, 9, 9,
    ];
    let long = [0xef, 15, 3, 0xff, 111, 7];
    vec![
        ("red", "primary-alone", vec![111, 9, 9, 9]),
        ("red", "two-older", twice.to_vec()),
        ("red", "too-short", long.to_vec()),
    ]
}

fn srtp() -> Vec<Seed> {
    let sealed = |(number, profile): (u8, Profile)| {
        let (sealer, _) = KeyingMaterial::from_exporter(profile, &[1; 88])?.client_contexts()?;
        let mut buf = packet(96, &[(4, b"3")], &[9; 60]);
        let (len, header_len) = (buf.len(), 20);
        buf.resize(len + 16, 0);
        let len = sealer.seal_rtp(&mut buf, header_len, len, 0)?;
        Some([&[number, header_len as u8], &buf[..len]].concat())
    };
    let profiles = [
        Profile::AeadAes128Gcm,
        Profile::AeadAes256Gcm,
        Profile::Aes128CmSha1_80,
    ];
    let names = ["gcm128", "gcm256", "cm"];
    (0_u8..)
        .zip(profiles)
        .zip(names)
        .filter_map(|(one, name)| Some(("srtp_open", name, sealed(one)?)))
        .collect()
}

/// Control word, then a section or two of the captured offers: whole ones only cost time.
fn sdp() -> Vec<Seed> {
    let chromium =
        include_str!("../../../wire/tests/data/offer-chromium156-livekit-client-2.23.sdp");
    let python = include_str!("../../../wire/tests/data/offer-python-livekit-1.2.1.sdp");
    let cut = |offer: &str, wanted: &[usize]| {
        let offer = offer.replace("\r\n", "\n");
        let parts: Vec<&str> = offer.split("\nm=").collect();
        let sections: Vec<String> = wanted
            .iter()
            .map(|at| format!("\nm={}", parts[at + 1]))
            .collect();
        [
            &[0x55, 0x55, 0x55, 0x55],
            parts[0].as_bytes(),
            sections.concat().as_bytes(),
            b"\n",
        ]
        .concat()
    };
    let published = include_str!("../../published-offer.sdp");
    let published = |control: u8| [&[control; 4], published.as_bytes()].concat();
    vec![
        ("sdp_offer", "chromium-audio-data", cut(chromium, &[0, 6])),
        ("sdp_offer", "chromium-video", cut(chromium, &[3])),
        ("sdp_offer", "python-audio-video", cut(python, &[1, 4])),
        ("sdp_offer", "publisher", published(0x55)),
        ("sdp_offer", "publisher-choosy", published(0xAA)),
        ("sdp_offer", "publisher-misfit", published(0xFF)),
    ]
}
