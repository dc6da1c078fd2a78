//! What the writer writes, the reader reads; hand-made bytes; damage.

use super::{DlrrBlock, Item, ReportBlock, TransportCc, Writer, items};

fn write(fill: impl FnOnce(&mut Writer<'_>) -> bool) -> Vec<u8> {
    let mut out = vec![0xAA; 2048];
    let mut writer = Writer::new(&mut out);
    assert!(fill(&mut writer));
    let len = writer.finish();
    assert_eq!(len % 4, 0);
    out.truncate(len);
    out
}

fn only(compound: &[u8]) -> Item<'_> {
    let all: Vec<_> = items(compound).collect();
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

const BLOCK: ReportBlock = ReportBlock {
    ssrc: 7,
    fraction_lost: 12,
    cumulative_lost: -3,
    highest_seq: 0x0002_ffff,
    jitter: 90,
    last_sr: 0xdead_beef,
    delay_since_last_sr: 65_536,
};

#[test]
fn a_full_compound_is_read_back_in_order() {
    let bytes = write(|w| {
        w.sr(1, 0x0102_0304_0506_0708, 9, 10, 11, &[BLOCK])
            && w.sdes(1, "rapat")
            && w.pli(1, 2)
            && w.bye(&[1, 2])
    });
    let all: Vec<_> = items(&bytes).collect();
    let [
        Item::SenderReport {
            ssrc: 1,
            ntp,
            rtp: 9,
            packets: 10,
            octets: 11,
            blocks,
        },
        Item::Sdes(sdes),
        pli,
        bye,
    ] = &all[..]
    else {
        panic!("{all:?}")
    };
    assert_eq!(*ntp, 0x0102_0304_0506_0708);
    assert_eq!(blocks.clone().collect::<Vec<_>>(), [BLOCK]);
    assert_eq!(&sdes[4..], b"\0\0\0\x01\x01\x05rapat\0");
    assert!(matches!(
        pli,
        Item::Pli {
            sender: 1,
            media: 2
        }
    ));
    assert!(matches!(bye, Item::Bye { ssrcs } if ssrcs.clone().eq([1, 2])));
}

#[test]
fn receiver_reports_carry_up_to_31_blocks() {
    let bytes = write(|w| w.rr(1, &[BLOCK; 31]));
    assert!(
        matches!(only(&bytes), Item::ReceiverReport { ssrc: 1, blocks } if blocks.clone().count() == 31)
    );
    let mut out = [0; 2048];
    assert!(!Writer::new(&mut out).rr(1, &[BLOCK; 32]));
}

#[test]
fn nacks_name_exactly_the_lost_packets_over_the_wrap() {
    for lost in [
        &[5][..],
        &[65_530, 65_535, 0, 10, 11, 27, 28, 2000],
        &[1, 17, 18],
        &[100, 116],
    ] {
        let bytes = write(|w| w.nack(3, 4, lost));
        let Item::Nack {
            sender: 3,
            media: 4,
            pairs,
        } = only(&bytes)
        else {
            panic!()
        };
        assert_eq!(pairs.collect::<Vec<_>>(), lost);
    }
    assert_eq!(
        write(|w| w.nack(3, 4, &[10, 26])).len(),
        16,
        "16 apart still fits one entry"
    );
    assert!(!Writer::new(&mut [0; 64]).nack(3, 4, &[]));
}

#[test]
fn remb_is_rounded_down_and_saturates() {
    for rate in [0, 1, 262_143, 262_144, 2_500_000, 10_000_000_000, u64::MAX] {
        let bytes = write(|w| w.remb(1, rate, &[5, 6]));
        let Item::Remb {
            sender: 1,
            bitrate_bps,
            ssrcs,
        } = only(&bytes)
        else {
            panic!()
        };
        assert!(
            bitrate_bps <= rate && rate - bitrate_bps <= rate >> 17,
            "{rate} {bitrate_bps}"
        );
        assert!(ssrcs.eq([5, 6]));
    }
    let mut bytes = write(|w| w.remb(1, 1, &[]));
    bytes[17..20].copy_from_slice(&[0xff, 0xff, 0xff]);
    assert!(matches!(
        only(&bytes),
        Item::Remb {
            bitrate_bps: u64::MAX,
            ..
        }
    ));
}

#[test]
fn fir_and_extended_reports_are_read_back() {
    let fir = write(|w| w.fir(1, 2, 9));
    assert!(matches!(only(&fir), Item::Fir { sender: 1, entries } if entries.clone().eq([(2, 9)])));
    let block = DlrrBlock {
        ssrc: 3,
        last_rr: 4,
        delay_since_last_rr: 5,
    };
    let bytes = write(|w| w.rrtr(1, 77) && w.dlrr(2, &[block, block]));
    let all: Vec<_> = items(&bytes).collect();
    assert!(matches!(all[0], Item::Rrtr { ssrc: 1, ntp: 77 }));
    assert!(matches!(&all[1], Item::Dlrr { ssrc: 2, blocks } if blocks.clone().eq([block, block])));
}

#[test]
fn several_blocks_of_one_extended_report_are_several_items() {
    let mut bytes = write(|w| w.rrtr(1, 77));
    bytes.extend([9, 0, 0, 1, 0, 0, 0, 0]); // unknown block type 9, one word
    bytes[3] += 2;
    let all: Vec<_> = items(&bytes).collect();
    assert!(
        matches!(all[..], [Item::Rrtr { .. }, Item::Other(207)]),
        "{all:?}"
    );
}

fn feedback_cases() -> Vec<Vec<Option<i16>>> {
    let mixed = |n: i32| {
        (0..n)
            .map(|i| (i % 3 != 0).then_some((i * 37 % 700 - 100) as i16))
            .collect()
    };
    vec![
        vec![Some(0)],
        vec![Some(255); 5],
        vec![Some(256); 300],
        vec![None; 9000],
        vec![Some(1), None, Some(2), None, None, Some(3)],
        (0..40).map(|i| (i % 2 == 0).then_some(4)).collect(),
        mixed(100),
        vec![Some(i16::MIN), Some(i16::MAX), Some(-1)],
        Vec::new(),
    ]
}

#[test]
fn transport_feedback_is_read_back_whatever_its_pattern() {
    for deltas in feedback_cases() {
        let bytes = write(|w| w.transport_cc(1, 2, 65_500, 9, 0x12_3456, &deltas));
        let Item::TransportCc(packet) = only(&bytes) else {
            panic!()
        };
        let feedback = TransportCc::parse(packet).unwrap();
        assert_eq!(
            (feedback.reference_time_64ms, feedback.feedback_count),
            (0x12_3456, 9)
        );
        assert_eq!(
            feedback.arrivals().map(|a| a.delta).collect::<Vec<_>>(),
            deltas
        );
        let last = feedback.arrivals().last().map_or(65_499, |a| a.seq);
        assert_eq!(last, 65_499_u16.wrapping_add(deltas.len() as u16));
    }
}

#[test]
fn the_walk_stops_at_the_first_malformed_packet() {
    let good = write(|w| w.pli(1, 2));
    for bad in [
        &[0x80, 206, 0, 9][..],
        &[0x40, 206, 0, 0],
        &[0x80],
        &[0x81, 200, 0, 1, 0, 0, 0, 0],
        &[0xa0, 201, 0, 1, 0, 0, 0, 0],
    ] {
        let mut bytes = good.clone();
        bytes.extend(bad);
        bytes.extend(&good);
        assert_eq!(items(&bytes).count(), 1, "{bad:?}");
    }
}

#[test]
fn padding_of_the_last_packet_is_not_data() {
    let mut bytes = write(|w| w.nack(1, 2, &[5]));
    bytes.extend([0, 0, 0, 4]);
    bytes[0] |= 0x20;
    bytes[3] += 1;
    assert!(matches!(only(&bytes), Item::Nack { pairs, .. } if pairs.clone().eq([5])));
}

#[test]
fn a_packet_that_does_not_fit_leaves_no_trace() {
    let mut out = [0; 20];
    let mut writer = Writer::new(&mut out);
    assert!(writer.pli(1, 2));
    assert!(!writer.remb(1, 2, &[3]));
    assert!(!writer.pli(1, 2));
    assert_eq!(writer.finish(), 12);
}
