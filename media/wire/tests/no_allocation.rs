//! The packet path allocates nothing: parse, open, read, write and seal under a counting allocator.
//! Counts Rust's allocations of this thread; what AWS-LC's C code does inside is not seen.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rapat_wire::rtcp::{Item, ReportBlock, TransportCc, Writer, items};
use rapat_wire::rtp::{RtpHeader, write_header};
use rapat_wire::session::{Codec, Ext, ExtMap};
use rapat_wire::srtp::{KeyingMaterial, Opener, Profile, ReplayWindow, Sealer};
use rapat_wire::{codec, demux};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: forwards to the system's allocator; counting touches only a const-initialised thread local.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

fn map() -> ExtMap {
    let mut map = ExtMap {
        allow_mixed: true,
        ..ExtMap::default()
    };
    map.ids[Ext::Mid as usize] = Some(4);
    map.ids[Ext::DependencyDescriptor as usize] = Some(12);
    map
}

fn contexts(profile: Profile) -> (Sealer, Opener) {
    let material = KeyingMaterial::from_exporter(profile, &[7; 88]).unwrap();
    (
        material.client_contexts().unwrap().0,
        material.server_contexts().unwrap().1,
    )
}

/// One packet as a client sends it and the server reads it.
fn media_packet(
    sealer: &Sealer,
    opener: &Opener,
    map: &ExtMap,
    window: &mut ReplayWindow,
    seq: u16,
) {
    let mut buf = [0x10; 1300];
    let exts: [(u8, &[u8]); 2] = [(4, b"0"), (12, &[0x80; 30])];
    let header_len = write_header(&mut buf, 96, true, seq, 9, 7, &exts, true).unwrap();
    let len = sealer.seal_rtp(&mut buf, header_len, 1200, 0).unwrap();
    let packet = &mut buf[..len];
    assert_eq!(demux::classify(packet), demux::PacketKind::Rtp);
    let header = RtpHeader::parse(packet, map).unwrap();
    let index = window.index_of(header.seq);
    assert!(window.is_fresh(index));
    let plain = opener.open_rtp(packet, header.header_len, index).unwrap();
    window.accept(index);
    let payload = header.payload_range(&packet[..plain]).unwrap();
    let dd = header.exts.get(packet, Ext::DependencyDescriptor);
    for codec in [Codec::Vp8, Codec::H264, Codec::Vp9, Codec::Av1] {
        codec::is_keyframe(codec, &packet[payload.clone()], dd);
        codec::starts_frame(codec, &packet[payload.clone()], None);
    }
}

fn control_packet(sealer: &mut Sealer, opener: &mut Opener) {
    let mut buf = [0; 1300];
    let mut writer = Writer::new(&mut buf);
    assert!(writer.sr(1, 2, 3, 4, 5, &[ReportBlock::default(); 3]) && writer.sdes(1, "cname"));
    assert!(writer.nack(1, 2, &[5, 6, 90]) && writer.pli(1, 2) && writer.remb(1, 9, &[2]));
    assert!(writer.transport_cc(1, 2, 3, 4, 5, &[Some(1), None, Some(900)]));
    let len = writer.finish();
    let sealed = sealer.seal_rtcp(&mut buf, len).unwrap();
    let plain = opener.open_rtcp(&mut buf[..sealed]).unwrap();
    for item in items(&buf[..plain]) {
        match item {
            Item::Nack { pairs, .. } => assert_eq!(pairs.count(), 3),
            Item::TransportCc(packet) => {
                assert_eq!(TransportCc::parse(packet).unwrap().arrivals().count(), 3);
            }
            _ => {}
        }
    }
}

#[test]
fn media_and_control_packets_are_handled_without_the_heap() {
    for profile in [
        Profile::AeadAes128Gcm,
        Profile::AeadAes256Gcm,
        Profile::Aes128CmSha1_80,
    ] {
        let (mut sealer, mut opener) = contexts(profile);
        let (map, mut window) = (map(), ReplayWindow::new());
        // The first compound of a sender makes its replay window: once per SSRC, not per packet.
        media_packet(&sealer, &opener, &map, &mut window, 0);
        control_packet(&mut sealer, &mut opener);
        let count = allocations(|| {
            for seq in 1..200 {
                media_packet(&sealer, &opener, &map, &mut window, seq);
                control_packet(&mut sealer, &mut opener);
            }
        });
        assert_eq!(count, 0, "{profile:?}");
    }
}
