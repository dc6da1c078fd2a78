//! Headers, extensions and payload descriptors of packets whose sender is authentic but hostile.

use rapat_wire::codec::{self, vp8};
use rapat_wire::rtp::{RtpHeader, write_header};
use rapat_wire::session::{Codec, EXT_COUNT, Ext, ExtMap};

const EXTS: [Ext; EXT_COUNT] = [
    Ext::AudioLevel,
    Ext::AbsSendTime,
    Ext::TransportCc,
    Ext::Mid,
    Ext::Rid,
    Ext::RepairedRid,
    Ext::DependencyDescriptor,
    Ext::AbsCaptureTime,
    Ext::VideoOrientation,
    Ext::PlayoutDelay,
];

const CODECS: [Codec; 6] = [
    Codec::Opus,
    Codec::Red,
    Codec::Vp8,
    Codec::H264,
    Codec::Vp9,
    Codec::Av1,
];

fn map() -> ExtMap {
    let mut map = ExtMap {
        allow_mixed: true,
        ..ExtMap::default()
    };
    for (at, id) in map.ids.iter_mut().enumerate() {
        *id = Some(at as u8 + 1);
    }
    map
}

pub fn run(input: &[u8]) {
    let map = map();
    let Some(header) = RtpHeader::parse(input, &map) else {
        return;
    };
    assert!(header.header_len <= input.len());
    let mut exts: Vec<(u8, &[u8])> = Vec::new();
    for ext in EXTS {
        if let Some(span) = header.exts.span(ext) {
            assert!(span.start >= 12 && span.end <= header.header_len);
            exts.extend(map.id(ext).zip(header.exts.get(input, ext)));
        }
    }
    rewrite(input, &header, &map, &exts);
    let dd = header.exts.get(input, Ext::DependencyDescriptor);
    if let Some(range) = header.payload_range(input) {
        payload(&input[range], dd);
    }
}

/// Every extension of a parsed packet can be written again, and is then read as the same.
fn rewrite(input: &[u8], header: &RtpHeader, map: &ExtMap, exts: &[(u8, &[u8])]) {
    let RtpHeader {
        pt,
        marker,
        seq,
        timestamp,
        ssrc,
        ..
    } = *header;
    let mut out = vec![0; input.len() + 64];
    let len = write_header(&mut out, pt, marker, seq, timestamp, ssrc, exts, true);
    let len = len.expect("room for what was parsed");
    let again = RtpHeader::parse(&out[..len], map).expect("what was written");
    assert_eq!(
        (again.header_len, again.pt, again.marker),
        (len, pt, marker)
    );
    assert_eq!(
        (again.seq, again.timestamp, again.ssrc),
        (seq, timestamp, ssrc)
    );
    for ext in EXTS {
        assert_eq!(again.exts.get(&out, ext), header.exts.get(input, ext));
    }
}

fn payload(payload: &[u8], dd: Option<&[u8]>) {
    for codec in CODECS {
        for dd in [None, dd] {
            let keyframe = codec::is_keyframe(codec, payload, dd);
            let starts = codec::starts_frame(codec, payload, dd);
            assert!(starts || !keyframe, "a key frame starts with a frame");
        }
    }
    if let Some(descriptor) = vp8::Descriptor::parse(payload) {
        let mut out = [0; 6];
        let len = descriptor
            .write(&mut out)
            .expect("six bytes hold every descriptor");
        let rest = &payload[descriptor.len..];
        let again =
            vp8::Descriptor::parse(&[&out[..len], rest].concat()).expect("what was written");
        let same = vp8::Descriptor {
            len,
            is_15bit: again.is_15bit,
            ..descriptor
        };
        assert_eq!(again, same);
    }
}
