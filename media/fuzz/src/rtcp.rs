//! Compounds whose sender is authentic but hostile.

use rapat_wire::rtcp::{Item, TransportCc, Writer, items};

pub fn run(input: &[u8]) {
    let mut count = 0;
    for item in items(input) {
        count += 1;
        look_into(item, input.len());
    }
    assert!(count <= input.len() / 4, "an item for each word at most");
}

/// Walks every list to its end; what it yields is bounded by the bytes that came.
fn look_into(item: Item<'_>, len: usize) {
    match item {
        Item::SenderReport { blocks, .. } | Item::ReceiverReport { blocks, .. } => {
            assert!(blocks.count() <= 31);
        }
        Item::Nack {
            sender,
            media,
            pairs,
        } => {
            let lost: Vec<u16> = pairs.collect();
            assert!(lost.len() <= 17 * len / 4);
            nack_again(sender, media, &lost);
        }
        Item::Fir { entries, .. } => assert!(entries.count() <= len / 8),
        Item::Remb {
            bitrate_bps, ssrcs, ..
        } => {
            assert!(ssrcs.count() <= 255);
            let mut out = [0; 32];
            assert!(Writer::new(&mut out).remb(1, bitrate_bps, &[]));
        }
        Item::Bye { ssrcs } => assert!(ssrcs.count() <= 31),
        Item::Dlrr { blocks, .. } => assert!(blocks.count() <= len / 12),
        Item::TransportCc(packet) => transport_cc(packet),
        _ => {}
    }
}

fn nack_again(sender: u32, media: u32, lost: &[u16]) {
    let mut out = vec![0; 12 + 4 * lost.len()];
    let mut writer = Writer::new(&mut out);
    assert_eq!(writer.nack(sender, media, lost), !lost.is_empty());
    let len = writer.finish();
    for item in items(&out[..len]) {
        let Item::Nack { pairs, .. } = item else {
            panic!("a NACK was written")
        };
        let mut again: Vec<u16> = pairs.collect();
        let mut before = lost.to_vec();
        for list in [&mut again, &mut before] {
            list.sort_unstable();
            list.dedup();
        }
        assert_eq!(again, before);
    }
}

fn transport_cc(packet: &[u8]) {
    let Some(feedback) = TransportCc::parse(packet) else {
        return;
    };
    let deltas: Vec<Option<i16>> = feedback.arrivals().map(|arrival| arrival.delta).collect();
    assert_eq!(deltas.len(), usize::from(feedback.count));
    let mut out = vec![0; 64 + 3 * deltas.len()];
    let mut writer = Writer::new(&mut out);
    let reference = feedback.reference_time_64ms as u32;
    let count = feedback.feedback_count;
    assert!(writer.transport_cc(1, 2, feedback.base_seq, count, reference, &deltas));
    let len = writer.finish();
    let again = TransportCc::parse(&out[..len]).expect("what was written");
    assert_eq!(again.reference_time_64ms, feedback.reference_time_64ms);
    assert!(again.arrivals().eq(feedback.arrivals()));
}
