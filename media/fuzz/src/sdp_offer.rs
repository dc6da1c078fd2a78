//! Offers from authenticated but hostile clients, answered with plans made from what the offer says.

use rapat_wire::sdp::{
    Direction, Negotiator, NegotiatorConfig, OfferSection, SectionKind, SectionPlan, inspect,
    seeded_random,
};
use rapat_wire::session::{HostCandidate, IceCredentials};

/// Bytes of the input that choose the plan; the rest is the offer.
const CONTROL_LEN: usize = 4;

fn negotiator() -> Negotiator {
    let address = ([192, 0, 2, 1], 7882).into();
    let config = NegotiatorConfig {
        local_ice: IceCredentials {
            ufrag: "oursours".into(),
            pwd: "x".repeat(24),
        },
        fingerprint: ("sha-256".into(), vec![0xAB; 32]),
        candidates: vec![HostCandidate { address }],
        cname: "cname".into(),
    };
    Negotiator::new(config, seeded_random(1))
}

pub fn run(input: &[u8]) {
    let Some((control, offer)) = input.split_first_chunk::<CONTROL_LEN>() else {
        return;
    };
    let offer = String::from_utf8_lossy(offer);
    let mut negotiator = negotiator();
    let sections = match inspect(&offer) {
        Ok(sections) => sections,
        Err(refused) => {
            assert_eq!(
                negotiator.answer(&offer, &[]),
                Err(refused),
                "both read the same"
            );
            return;
        }
    };
    let control = u32::from_le_bytes(*control);
    let plan: Vec<_> = sections
        .iter()
        .enumerate()
        .filter_map(|(at, s)| planned(control, at, s))
        .collect();
    let Ok((answer, session)) = negotiator.answer(&offer, &plan) else {
        return;
    };
    check_text(&answer, &sections);
    assert_eq!(session.up.len() + session.down.len(), plan.len());
    assert!(
        session
            .up
            .iter()
            .all(|up| !up.payloads.is_empty() && (1..=3).contains(&up.layers.len()))
    );
    assert!(
        session
            .down
            .iter()
            .all(|down| !down.payloads.is_empty() && down.ssrc != down.rtx_ssrc)
    );
    if control & 1 == 1 {
        assert_eq!(
            negotiator.answer(&offer, &plan),
            Ok((answer, session)),
            "idempotent"
        );
    }
}

/// Two bits of the control word per section: nothing, a plan that fits, one that may not.
fn planned(control: u32, at: usize, section: &OfferSection) -> Option<SectionPlan> {
    let mid = section.mid.clone();
    let number = at as u64;
    let choice = control.rotate_right(2 * at as u32) & 3;
    let sends = matches!(section.direction, Direction::SendOnly | Direction::SendRecv);
    let forced = choice == 3;
    if choice == 0 || !forced && section.kind == SectionKind::Application {
        return None;
    }
    let receive = if forced { control & 2 == 0 } else { sends };
    if !receive && !forced && section.direction != Direction::RecvOnly {
        return None;
    }
    Some(if receive {
        let codecs = (choice == 2).then(|| {
            section
                .codecs
                .iter()
                .rev()
                .map(|c| (*c).to_owned())
                .collect()
        });
        let rids = (control & 4 != 0).then(|| section.rids.iter().rev().take(3).cloned().collect());
        let (dtx, stereo, red) = (control & 8 != 0, control & 16 != 0, control & 32 != 0);
        SectionPlan::Receive {
            mid,
            track: number,
            rids,
            codecs,
            dtx,
            stereo,
            red,
        }
    } else {
        let (stream_id, track_id) = ("PA_x|TR_y".to_owned(), "TR_y".to_owned());
        let red = control & 32 != 0;
        SectionPlan::Send {
            mid,
            down: number,
            track: number,
            stream_id,
            track_id,
            red,
        }
    })
}

/// An answer is well-formed whatever the offer was, and mirrors its m-lines.
fn check_text(answer: &str, sections: &[OfferSection]) {
    assert!(answer.starts_with("v=0\r\no=") && answer.ends_with("\r\n"));
    let mut kinds = sections.iter().map(|section| section.kind);
    for line in answer.trim_end().split("\r\n") {
        let (letter, value) = line
            .split_once('=')
            .expect("every line is <letter>=<value>");
        assert!(letter.len() == 1 && !value.bytes().any(|byte| byte < b' '));
        if letter == "m" {
            let kind = match value.split(' ').next() {
                Some("audio") => SectionKind::Audio,
                Some("video") => SectionKind::Video,
                _ => SectionKind::Application,
            };
            assert_eq!(kinds.next(), Some(kind));
        }
    }
    assert_eq!(kinds.next(), None);
}
