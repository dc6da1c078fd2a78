//! The answerer of one peer: what it remembers from offer to offer, and the order of its steps.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::agree::{AgreedSection, Role, agree};
use super::limits::REMEMBERED_DOWNS_MAX;
use super::parse::{Offer, Section};
use super::text::{Frame, body};
use super::{Random, SdpError, SectionKind, ice_mark, new_ice_credentials};
use crate::session::{
    Codec, DownSection, ExtMap, HostCandidate, IceCredentials, Session, UpSection,
};

/// What stays the same in all answers to one peer (but for ICE credentials, which a restart renews).
/// Every text in it must be free of spaces and line ends.
#[derive(Clone, Debug)]
pub struct NegotiatorConfig {
    /// Ours; the ufrag is unique in the process. Restarts keep its mark.
    pub local_ice: IceCredentials,
    /// Hash name in lower case (`sha-256`) and hash of our DTLS certificate.
    pub fingerprint: (String, Vec<u8>),
    /// Where we listen, best first.
    pub candidates: Vec<HostCandidate>,
    /// For our `a=ssrc` lines and SDES.
    pub cname: String,
}

/// What the control plane wants of one section. A section without a plan is answered `inactive` but
/// keeps its codecs; the application section is always accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionPlan {
    /// The client sends, we receive.
    Receive {
        /// Which section.
        mid: String,
        /// Number of the up track.
        track: u64,
        /// Rids low → high; `None` or empty: the first three in the offer's order.
        rids: Option<Vec<String>>,
        /// Mime types to accept, best first; `None`: all that we forward, in the offer's order.
        codecs: Option<Vec<String>>,
        /// Opus may stop sending in silence.
        dtx: bool,
        /// Opus in stereo at high bit rate.
        stereo: bool,
        /// Accept redundant audio (RFC 2198), first in the list.
        red: bool,
    },
    /// We send a copy of a track.
    Send {
        /// Which section.
        mid: String,
        /// Number of the subscription.
        down: u64,
        /// The up track it copies.
        track: u64,
        /// First token of our `a=msid`.
        stream_id: String,
        /// Second token.
        track_id: String,
        /// Redundant audio (RFC 2198) may be made of it: false where its payload is end-to-end encrypted.
        red: bool,
    },
}

impl SectionPlan {
    fn mid(&self) -> &str {
        match self {
            Self::Receive { mid, .. } | Self::Send { mid, .. } => mid,
        }
    }

    /// Number that no other entry of the same sort may have.
    const fn number(&self) -> (bool, u64) {
        match self {
            Self::Receive { track, .. } => (true, *track),
            Self::Send { down, .. } => (false, *down),
        }
    }

    /// Why this entry cannot be done in `section`.
    fn misfit(&self, section: &Section<'_>) -> Option<&'static str> {
        let token =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        match self {
            _ if section.is_rejected() => Some("the client has given the section up"),
            _ if section.kind == SectionKind::Application => {
                Some("the section is neither audio nor video")
            }
            Self::Receive { .. } if !section.direction.sends() => {
                Some("the client does not send in the section")
            }
            Self::Send { .. } if !section.direction.receives() => {
                Some("the client does not receive in the section")
            }
            Self::Send {
                stream_id,
                track_id,
                ..
            } if !token(stream_id) || !token(track_id) => {
                Some("stream_id and track_id must be visible ASCII without spaces")
            }
            _ => None,
        }
    }
}

/// Answers the offers of one peer, one after the other.
pub struct Negotiator {
    config: NegotiatorConfig,
    random: Random,
    /// The client's (ufrag, pwd) of the last offer.
    remote_ice: Option<IceCredentials>,
    /// (SSRC, RTX SSRC) of each subscription, at most [`REMEMBERED_DOWNS_MAX`] beyond the plan.
    sources: HashMap<u64, (u32, u32)>,
    /// `o=` line: constant, and counting the answers that differ (RFC 3264 §8).
    session_id: u64,
    version: u64,
    last_body: Option<u64>,
}

impl Negotiator {
    /// A peer that has not offered anything yet. `random` gives SSRCs and, on an ICE restart,
    /// passwords: [`super::system_random`] outside of tests.
    pub fn new(config: NegotiatorConfig, mut random: Random) -> Self {
        let session_id = u64::from(random_u32(&mut random));
        Self {
            config,
            random,
            remote_ice: None,
            sources: HashMap::new(),
            session_id,
            version: 0,
            last_body: None,
        }
    }

    /// The credentials in force: those of the config until an ICE restart renews them.
    pub const fn local_ice(&self) -> &IceCredentials {
        &self.config.local_ice
    }

    /// Answers an offer; returns the answer and what it agrees on. The same offer and plan once more
    /// give the same answer. On an error nothing has changed.
    ///
    /// # Errors
    /// Malformed offer, one of [`super::limits`], something every WebRTC client offers is missing
    /// (BUNDLE, rtcp-mux, ICE credentials, fingerprint), or a plan that does not fit the offer.
    pub fn answer(
        &mut self,
        offer: &str,
        plan: &[SectionPlan],
    ) -> Result<(String, Session), SdpError> {
        let offer = Offer::parse(offer)?;
        let (remote_ice, fingerprint) = remote_transport(&offer)?;
        check_media(&offer)?;
        let plans = match_plan(&offer, plan)?;
        let mut exts = ExtMap {
            allow_mixed: allow_mixed(&offer),
            ..ExtMap::default()
        };
        let mut agreed = Vec::with_capacity(offer.sections.len());
        for (section, planned) in offer.sections.iter().zip(&plans) {
            let entry = planned.map_or(0, |(entry, _)| entry);
            let of_section = agree(section, planned.map(|(_, plan)| plan), &mut exts);
            agreed.push(of_section.map_err(|why| SdpError::Plan { entry, why })?);
        }
        // From here on nothing can fail.
        let ice_restart = self
            .remote_ice
            .as_ref()
            .is_some_and(|last| *last != remote_ice);
        if ice_restart {
            // RFC 8445 §9: both sides renew; RFC 8839 §4.4.3: the answer to a restart has new values.
            let mark = ice_mark(&self.config.local_ice.ufrag).unwrap_or_default();
            self.config.local_ice = new_ice_credentials(&mut self.random, mark);
        }
        self.remote_ice = Some(remote_ice.clone());
        self.allocate_sources(&offer, &agreed);
        let text = self.text(&offer, &agreed);
        let session = self.session(&agreed, remote_ice, fingerprint, ice_restart, exts);
        Ok((text, session))
    }

    fn text(&mut self, offer: &Offer<'_>, agreed: &[AgreedSection<'_, '_, '_>]) -> String {
        let sources = |down| self.sources.get(&down).copied();
        let frame = Frame {
            config: &self.config,
            session_allow_mixed: offer.allow_mixed,
            sources: &sources,
        };
        let body = body(&frame, agreed);
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let hash = hasher.finish();
        if self.last_body != Some(hash) {
            self.last_body = Some(hash);
            self.version += 1;
        }
        format!(
            "v=0\r\no=- {} {} IN IP4 127.0.0.1\r\n{body}",
            self.session_id, self.version
        )
    }

    fn session(
        &self,
        agreed: &[AgreedSection<'_, '_, '_>],
        remote_ice: IceCredentials,
        fingerprint: (String, Vec<u8>),
        ice_restart: bool,
        exts: ExtMap,
    ) -> Session {
        Session {
            local_ice: self.config.local_ice.clone(),
            remote_ice,
            fingerprint,
            ice_restart,
            data_channels: agreed
                .iter()
                .any(|section| matches!(section.role, Role::Data)),
            exts,
            cname: self.config.cname.clone(),
            up: agreed.iter().filter_map(up_section).collect(),
            down: agreed
                .iter()
                .filter_map(|section| self.down_section(section))
                .collect(),
        }
    }

    fn down_section(&self, agreed: &AgreedSection<'_, '_, '_>) -> Option<DownSection> {
        let Role::Send {
            down, track, red, ..
        } = agreed.role
        else {
            return None;
        };
        let (ssrc, rtx_ssrc) = *self.sources.get(&down)?;
        let (mid, kind) = (agreed.section.mid.to_owned(), agreed.kind()?);
        // The section keeps it all the same: another track may use it later.
        let mut payloads = agreed.payloads();
        payloads.retain(|payload| red || payload.key.codec != Codec::Red);
        Some(DownSection {
            mid,
            down,
            track,
            kind,
            payloads,
            ssrc,
            rtx_ssrc,
        })
    }

    /// Gives every planned subscription that has none yet its two SSRCs.
    fn allocate_sources(&mut self, offer: &Offer<'_>, agreed: &[AgreedSection<'_, '_, '_>]) {
        let downs: Vec<u64> = agreed.iter().filter_map(AgreedSection::down).collect();
        if self.sources.len() > REMEMBERED_DOWNS_MAX {
            self.sources.retain(|down, _| downs.contains(down));
        }
        for down in downs {
            if !self.sources.contains_key(&down) {
                let ssrc = self.free_ssrc(offer, None);
                let rtx_ssrc = self.free_ssrc(offer, Some(ssrc));
                self.sources.insert(down, (ssrc, rtx_ssrc));
            }
        }
    }

    /// Neither 0, nor ours already, nor announced by the client (RFC 3550 §8).
    fn free_ssrc(&mut self, offer: &Offer<'_>, besides: Option<u32>) -> u32 {
        loop {
            let ssrc = random_u32(&mut self.random);
            let ours = self
                .sources
                .values()
                .any(|(media, rtx)| *media == ssrc || *rtx == ssrc);
            let theirs = offer
                .sections
                .iter()
                .any(|section| section.ssrcs.contains(&ssrc));
            if ssrc != 0 && !ours && !theirs && besides != Some(ssrc) {
                return ssrc;
            }
        }
    }
}

impl AgreedSection<'_, '_, '_> {
    const fn down(&self) -> Option<u64> {
        match self.role {
            Role::Send { down, .. } => Some(down),
            _ => None,
        }
    }
}

fn up_section(agreed: &AgreedSection<'_, '_, '_>) -> Option<UpSection> {
    let Role::Receive { track, layers, .. } = &agreed.role else {
        return None;
    };
    Some(UpSection {
        mid: agreed.section.mid.to_owned(),
        track: *track,
        kind: agreed.kind()?,
        payloads: agreed.payloads(),
        layers: layers.clone(),
        nack: agreed.nack(),
    })
}

fn random_u32(random: &mut Random) -> u32 {
    let mut bytes = [0; 4];
    random(&mut bytes);
    u32::from_ne_bytes(bytes)
}

/// True when the two-byte form may be used in every section in use (RFC 8285 §6).
fn allow_mixed(offer: &Offer<'_>) -> bool {
    let media =
        |section: &&Section<'_>| !section.is_rejected() && section.kind != SectionKind::Application;
    offer.allow_mixed
        || (offer.sections.iter().any(|section| media(&section))
            && offer
                .sections
                .iter()
                .filter(media)
                .all(|section| section.allow_mixed))
}

/// Credentials and fingerprint of the one transport: from the offerer-tagged section (RFC 9143
/// §7.3.1: the first of the group), else from the session.
fn remote_transport(offer: &Offer<'_>) -> Result<(IceCredentials, (String, Vec<u8>)), SdpError> {
    let mut in_use = offer
        .sections
        .iter()
        .filter(|section| !section.is_rejected());
    let first = in_use.next().ok_or(SdpError::Missing {
        what: "m-line in use",
    })?;
    if offer.bundle.is_empty() && in_use.next().is_some() {
        return Err(SdpError::Missing {
            what: "a=group:BUNDLE",
        });
    }
    let tagged = offer.bundle.iter().find_map(|mid| {
        offer
            .sections
            .iter()
            .find(|s| s.mid == *mid && !s.is_rejected())
    });
    let (section, session) = (&tagged.unwrap_or(first).transport, &offer.transport);
    let ufrag = section.ufrag.or(session.ufrag).ok_or(SdpError::Missing {
        what: "a=ice-ufrag",
    })?;
    let pwd = section
        .pwd
        .or(session.pwd)
        .ok_or(SdpError::Missing { what: "a=ice-pwd" })?;
    let fingerprint = section
        .fingerprint
        .as_ref()
        .or(session.fingerprint.as_ref());
    let (hash, bytes) = fingerprint.ok_or(SdpError::Missing {
        what: "a=fingerprint with SHA-256 or better",
    })?;
    let ice = IceCredentials {
        ufrag: ufrag.to_owned(),
        pwd: pwd.to_owned(),
    };
    Ok((ice, ((*hash).to_owned(), bytes.clone())))
}

/// One transport for everything: each section in use is in the BUNDLE, and media multiplex RTCP.
fn check_media(offer: &Offer<'_>) -> Result<(), SdpError> {
    for section in offer
        .sections
        .iter()
        .filter(|section| !section.is_rejected())
    {
        let line = section.line;
        if !offer.bundle.is_empty() && !offer.bundle.contains(&section.mid) {
            return Err(SdpError::Line {
                line,
                expected: "a section in the BUNDLE group",
            });
        }
        if section.kind != SectionKind::Application && !section.rtcp_mux {
            return Err(SdpError::Line {
                line,
                expected: "a=rtcp-mux in this section",
            });
        }
    }
    let data =
        |section: &&Section<'_>| section.kind == SectionKind::Application && !section.is_rejected();
    match offer.sections.iter().filter(data).nth(1) {
        Some(second) => Err(SdpError::Line {
            line: second.line,
            expected: "one application section",
        }),
        None => Ok(()),
    }
}

/// The plan entry (with its index) of each section.
fn match_plan<'p>(
    offer: &Offer<'_>,
    plan: &'p [SectionPlan],
) -> Result<Vec<Option<(usize, &'p SectionPlan)>>, SdpError> {
    let mut matched = vec![None; offer.sections.len()];
    let mut numbers = std::collections::HashSet::new();
    for (entry, wanted) in plan.iter().enumerate() {
        let wrong = |why| SdpError::Plan { entry, why };
        let at = offer
            .sections
            .iter()
            .position(|section| !section.mid.is_empty() && section.mid == wanted.mid());
        let at = at.ok_or(wrong("no section has this mid"))?;
        if let Some(why) = offer
            .sections
            .get(at)
            .and_then(|section| wanted.misfit(section))
        {
            return Err(wrong(why));
        }
        if !numbers.insert(wanted.number()) {
            return Err(wrong("the same track or subscription twice"));
        }
        match matched.get_mut(at) {
            Some(slot @ None) => *slot = Some((entry, wanted)),
            _ => return Err(wrong("a section that another entry has")),
        }
    }
    Ok(matched)
}
