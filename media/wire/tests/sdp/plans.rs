//! What is remembered from offer to offer, and plans that do not fit.

use rapat_wire::sdp::{SdpError, SectionPlan, ice_mark};

use crate::{CHROMIUM, negotiator, publishing_offer, receive, section, send};

#[test]
fn the_same_offer_and_plan_give_the_same_answer() {
    let mut negotiator = negotiator();
    let plan = [send("0", 1), send("3", 2)];
    let first = negotiator.answer(CHROMIUM, &plan).unwrap();
    assert_eq!(negotiator.answer(CHROMIUM, &plan).unwrap(), first);
}

#[test]
fn another_answer_has_a_higher_version_of_the_same_session() {
    let mut negotiator = negotiator();
    let origin = |answer: &str| {
        answer
            .lines()
            .nth(1)
            .unwrap()
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let first = origin(&negotiator.answer(CHROMIUM, &[]).unwrap().0);
    let second = origin(&negotiator.answer(CHROMIUM, &[send("0", 1)]).unwrap().0);
    assert_eq!(first[1], second[1]);
    assert_eq!(
        second[2].parse::<u64>().unwrap(),
        first[2].parse::<u64>().unwrap() + 1
    );
}

#[test]
fn sources_belong_to_the_subscription_not_to_the_section() {
    let mut negotiator = negotiator();
    let first = negotiator.answer(CHROMIUM, &[send("3", 1)]).unwrap().1.down[0].clone();
    let reused = negotiator
        .answer(CHROMIUM, &[send("3", 2), send("4", 1)])
        .unwrap()
        .1
        .down;
    assert_ne!(
        reused[0].ssrc, first.ssrc,
        "another subscription in the old section"
    );
    assert_eq!(
        (reused[1].ssrc, reused[1].rtx_ssrc),
        (first.ssrc, first.rtx_ssrc),
        "the old one in another section"
    );
    negotiator.answer(CHROMIUM, &[]).unwrap();
    assert_eq!(
        negotiator.answer(CHROMIUM, &[send("5", 1)]).unwrap().1.down[0].ssrc,
        first.ssrc
    );
}

#[test]
fn memory_of_ended_subscriptions_is_bounded_and_sources_stay_distinct() {
    let mut negotiator = negotiator();
    let mut seen = std::collections::HashSet::new();
    for down in 0..3000 {
        let session = negotiator.answer(CHROMIUM, &[send("3", down)]).unwrap().1;
        assert!(seen.insert(session.down[0].ssrc) && seen.insert(session.down[0].rtx_ssrc));
    }
}

#[test]
fn a_new_ufrag_restarts_ice_with_new_credentials_of_ours() {
    let mut negotiator = negotiator();
    let (_, first) = negotiator.answer(CHROMIUM, &[]).unwrap();
    let (answer, second) = negotiator
        .answer(&CHROMIUM.replace("tx5E", "new1"), &[])
        .unwrap();
    assert!(!first.ice_restart && second.ice_restart);
    assert_ne!(first.local_ice, second.local_ice);
    assert_eq!(
        ice_mark(&first.local_ice.ufrag),
        ice_mark(&second.local_ice.ufrag),
        "the checks go on to the same receiver"
    );
    assert!(second.local_ice.ufrag.len() >= 4 && second.local_ice.pwd.len() >= 22);
    assert_eq!(negotiator.local_ice(), &second.local_ice);
    assert!(
        section(&answer, "4").contains(&format!("a=ice-ufrag:{}", second.local_ice.ufrag).as_str())
    );
    let (_, third) = negotiator
        .answer(&CHROMIUM.replace("tx5E", "new1"), &[])
        .unwrap();
    assert!(!third.ice_restart);
    assert_eq!(third.local_ice, second.local_ice);
}

#[test]
fn a_refused_plan_changes_nothing() {
    let mut negotiator = negotiator();
    let first = negotiator.answer(CHROMIUM, &[send("0", 1)]).unwrap();
    assert!(
        negotiator
            .answer(&CHROMIUM.replace("tx5E", "new1"), &[send("77", 2)])
            .is_err()
    );
    assert_eq!(negotiator.answer(CHROMIUM, &[send("0", 1)]).unwrap(), first);
}

#[test]
fn plans_that_do_not_fit_the_offer_are_named_by_their_entry() {
    let rids = |rids: &[&str]| SectionPlan::Receive {
        mid: "cam".into(),
        track: 5,
        rids: Some(rids.iter().map(|rid| (*rid).to_owned()).collect()),
        codecs: None,
        dtx: false,
        stereo: false,
        red: false,
    };
    let mut broken_id = send("0", 9);
    if let SectionPlan::Send { stream_id, .. } = &mut broken_id {
        *stream_id = "a\r\na=evil".into();
    }
    let publishing = publishing_offer();
    let misfits: [(&str, Vec<SectionPlan>); 10] = [
        (CHROMIUM, vec![send("77", 1)]),
        (CHROMIUM, vec![receive("0", 1)]),
        (CHROMIUM, vec![send("6", 1)]),
        (CHROMIUM, vec![broken_id]),
        (&publishing, vec![send("cam", 1)]),
        (&publishing, vec![rids(&["q", "x"])]),
        (&publishing, vec![rids(&["q", "q"])]),
        (&publishing, vec![rids(&["q", "h", "f", "g"])]),
        (CHROMIUM, vec![send("0", 1), send("0", 2)]),
        (CHROMIUM, vec![send("0", 1), send("1", 1)]),
    ];
    for (offer, plan) in misfits {
        let error = negotiator().answer(offer, &plan).unwrap_err();
        assert!(
            matches!(error, SdpError::Plan { entry, .. } if entry == plan.len() - 1),
            "{plan:?}: {error}"
        );
    }
}
