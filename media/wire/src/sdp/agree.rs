//! Section by section: what the offer allows and the plan wants. Fails before anything changes.

use std::borrow::Cow;

use super::extensions::{self, AgreedExtension};
use super::formats::{Feedback, key_of, mime_of, red_wraps, rtx_of};
use super::limits::RIDS_USED_MAX;
use super::parse::{Format, Section};
use super::{SectionKind, SectionPlan};
use crate::session::{Codec, CodecKey, ExtMap, Kind, PayloadType, UpLayer};

/// What a publisher's Opus is told without any wish of the plan: the usual offer, so that one
/// payload type means the same in as many sections as possible.
const OPUS_FMTP: &str = "minptime=10;useinbandfec=1";
/// Stereo is for music: the highest bit rate of RFC 7587 §6.1.
const OPUS_STEREO_FMTP: &str = ";stereo=1;sprop-stereo=1;maxaveragebitrate=510000";
/// Silence need not be sent.
const OPUS_DTX_FMTP: &str = ";usedtx=1";

/// What we agree to do in a section.
#[derive(Debug)]
pub(super) enum Role<'o, 'p> {
    /// The client sends.
    Receive {
        track: u64,
        /// Low → high.
        layers: Vec<UpLayer>,
        /// For the answer, in the offer's order.
        rids: Vec<&'o str>,
    },
    /// The client receives.
    Send {
        down: u64,
        track: u64,
        stream_id: &'p str,
        track_id: &'p str,
        red: bool,
    },
    /// Kept for later.
    Idle,
    /// Data channels.
    Data,
    /// Given up by the client.
    Rejected,
}

/// One payload type of the answer.
#[derive(Debug)]
pub(super) struct AgreedFormat<'s, 'o> {
    pub format: &'s Format<'o>,
    /// `None` only in an idle section none of whose codecs we forward.
    pub key: Option<CodecKey>,
    pub fmtp: Cow<'o, str>,
    /// Bits of [`Feedback`].
    pub feedback: u8,
    pub rtx: Option<&'s Format<'o>>,
}

/// One m-line of the answer.
#[derive(Debug)]
pub(super) struct AgreedSection<'s, 'o, 'p> {
    pub section: &'s Section<'o>,
    pub role: Role<'o, 'p>,
    pub formats: Vec<AgreedFormat<'s, 'o>>,
    pub extensions: Vec<AgreedExtension<'o>>,
}

impl AgreedSection<'_, '_, '_> {
    /// Payload types for the session.
    pub fn payloads(&self) -> Vec<PayloadType> {
        let described = |agreed: &AgreedFormat<'_, '_>| {
            let rtx_pt = agreed.rtx.map(|rtx| rtx.pt);
            agreed.key.map(|key| PayloadType {
                key,
                pt: agreed.format.pt,
                rtx_pt,
            })
        };
        self.formats.iter().filter_map(described).collect()
    }

    /// True when lost packets are asked for again.
    pub fn nack(&self) -> bool {
        self.formats
            .iter()
            .any(|format| format.feedback & Feedback::NACK != 0)
    }

    /// Audio or video; data sections have no tracks.
    pub const fn kind(&self) -> Option<Kind> {
        match self.section.kind {
            SectionKind::Audio => Some(Kind::Audio),
            SectionKind::Video => Some(Kind::Video),
            SectionKind::Application => None,
        }
    }
}

/// Agrees on one section. `Err` says why its plan does not fit.
pub(super) fn agree<'s, 'o, 'p>(
    section: &'s Section<'o>,
    plan: Option<&'p SectionPlan>,
    map: &mut ExtMap,
) -> Result<AgreedSection<'s, 'o, 'p>, &'static str> {
    let (role, formats) = match plan {
        _ if section.is_rejected() => (Role::Rejected, raw_formats(section)),
        _ if section.kind == SectionKind::Application => (Role::Data, Vec::new()),
        None => (Role::Idle, idle_formats(section)),
        Some(plan @ SectionPlan::Receive { track, rids, .. }) => {
            let rids = used_rids(section, rids.as_deref().unwrap_or_default())?;
            let role = Role::Receive {
                track: *track,
                layers: layers(section, &rids),
                rids: offered_order(section, &rids),
            };
            (role, incoming_formats(section, plan)?)
        }
        Some(SectionPlan::Send {
            down,
            track,
            stream_id,
            track_id,
            red,
            ..
        }) => {
            let role = Role::Send {
                down: *down,
                track: *track,
                stream_id,
                track_id,
                red: *red,
            };
            let mut formats = outgoing_formats(section)?;
            let has_red = *red && formats.iter().any(|f| codec_of(f) == Some(Codec::Red));
            let is_opus = |f: &&mut AgreedFormat<'_, '_>| codec_of(f) == Some(Codec::Opus);
            formats
                .iter_mut()
                .filter(is_opus)
                .for_each(|opus| repair_unless(has_red, opus));
            (role, formats)
        }
    };
    let extensions = match role {
        Role::Data | Role::Rejected => Vec::new(),
        _ => {
            let preferred = formats
                .first()
                .and_then(|format| format.key)
                .map(|key| key.codec);
            extensions::agree(
                section,
                matches!(role, Role::Receive { .. }),
                preferred,
                map,
            )
        }
    };
    Ok(AgreedSection {
        section,
        role,
        formats,
        extensions,
    })
}

/// Formats that we forward, in the offer's order.
fn forwarded<'s, 'o>(section: &'s Section<'o>) -> Vec<AgreedFormat<'s, 'o>> {
    let agreed = |format: &'s Format<'o>| {
        Some(AgreedFormat {
            format,
            key: Some(key_of(section.kind, format)?),
            fmtp: Cow::Borrowed(format.fmtp),
            feedback: format.feedback,
            rtx: rtx_of(section, format.pt),
        })
    };
    let mut formats: Vec<_> = section.formats.iter().filter_map(agreed).collect();
    keep_useful_red(&mut formats);
    formats
}

const fn codec_of(format: &AgreedFormat<'_, '_>) -> Option<Codec> {
    match format.key {
        Some(key) => Some(key.codec),
        None => None,
    }
}

/// Lost audio is made good by redundancy, and else by retransmission. No browser offers that for audio,
/// but libwebrtc does what the answer says.
const fn repair_unless(has_red: bool, opus: &mut AgreedFormat<'_, '_>) {
    if has_red {
        opus.feedback &= !Feedback::NACK;
    } else {
        opus.feedback |= Feedback::NACK;
    }
}

/// RED counts only where it wraps an Opus that is agreed as well.
fn keep_useful_red(formats: &mut Vec<AgreedFormat<'_, '_>>) {
    let opus: Vec<u8> = formats
        .iter()
        .filter(|format| codec_of(format) == Some(Codec::Opus))
        .map(|format| format.format.pt)
        .collect();
    formats.retain(|format| {
        codec_of(format) != Some(Codec::Red) || opus.iter().any(|pt| red_wraps(format.format, *pt))
    });
}

/// Where the client sends: the plan's codecs and order, feedback that makes it repair and adapt.
fn incoming_formats<'s, 'o>(
    section: &'s Section<'o>,
    plan: &SectionPlan,
) -> Result<Vec<AgreedFormat<'s, 'o>>, &'static str> {
    let SectionPlan::Receive {
        codecs,
        dtx,
        stereo,
        red,
        ..
    } = plan
    else {
        return Err("not a plan to receive");
    };
    let mut formats = forwarded(section);
    if let Some(wanted) = codecs {
        let rank = |format: &AgreedFormat<'_, '_>| match codec_of(format) {
            Some(Codec::Red) => Some(usize::MAX),
            Some(codec) => wanted
                .iter()
                .position(|mime| mime.eq_ignore_ascii_case(mime_of(codec))),
            None => None,
        };
        formats.retain(|format| rank(format).is_some());
        formats.sort_by_key(rank);
    }
    formats.retain(|format| *red || codec_of(format) != Some(Codec::Red));
    keep_useful_red(&mut formats);
    // A sender uses the first codec: RED must come before the Opus that it wraps.
    formats.sort_by_key(|format| codec_of(format) != Some(Codec::Red));
    let has_red = formats
        .first()
        .is_some_and(|format| codec_of(format) == Some(Codec::Red));
    for format in &mut formats {
        format.feedback &= Feedback::TRANSPORT_CC | Feedback::NACK | Feedback::PLI | Feedback::FIR;
        if codec_of(format) == Some(Codec::Opus) {
            repair_unless(has_red, format);
            let dtx = if *dtx { OPUS_DTX_FMTP } else { "" };
            let stereo = if *stereo { OPUS_STEREO_FMTP } else { "" };
            format.fmtp = Cow::Owned([OPUS_FMTP, dtx, stereo].concat());
        }
    }
    if formats.is_empty() {
        Err("the section offers none of the wanted codecs")
    } else {
        Ok(formats)
    }
}

/// Where the client receives: everything that it can decode.
fn outgoing_formats<'s, 'o>(
    section: &'s Section<'o>,
) -> Result<Vec<AgreedFormat<'s, 'o>>, &'static str> {
    // All feedback that it offers: of transport-cc and goog-remb libwebrtc then sends the former.
    let formats = forwarded(section);
    if formats.is_empty() {
        Err("the section offers no codec that we forward")
    } else {
        Ok(formats)
    }
}

/// An idle section keeps its codecs, so that using it later changes nothing but the direction.
fn idle_formats<'s, 'o>(section: &'s Section<'o>) -> Vec<AgreedFormat<'s, 'o>> {
    outgoing_formats(section).unwrap_or_else(|_| raw_formats(section))
}

/// All formats as offered, with nothing agreed about them: an m-line must list at least one.
fn raw_formats<'s, 'o>(section: &'s Section<'o>) -> Vec<AgreedFormat<'s, 'o>> {
    let raw = |format| AgreedFormat {
        format,
        key: None,
        fmtp: Cow::Borrowed(format.fmtp),
        feedback: 0,
        rtx: None,
    };
    section.formats.iter().map(raw).collect()
}

/// Rids low → high: the plan's, all of which must be offered, or the offer's first ones.
fn used_rids<'o>(section: &Section<'o>, wanted: &[String]) -> Result<Vec<&'o str>, &'static str> {
    let offered = section.send_rids();
    if wanted.is_empty() {
        return Ok(offered.iter().take(RIDS_USED_MAX).copied().collect());
    }
    if wanted.len() > RIDS_USED_MAX {
        return Err("more rids than layers are supported");
    }
    let mut used: Vec<&'o str> = Vec::new();
    for rid in wanted {
        let known = offered
            .iter()
            .find(|known| **known == rid.as_str())
            .ok_or("a rid that the section does not offer")?;
        if used.contains(known) {
            return Err("a rid is named twice");
        }
        used.push(known);
    }
    Ok(used)
}

fn offered_order<'o>(section: &Section<'o>, used: &[&'o str]) -> Vec<&'o str> {
    section
        .send_rids()
        .iter()
        .filter(|rid| used.contains(rid))
        .copied()
        .collect()
}

/// With rids the SSRCs are learnt from packets; without, the first announced one is the track's.
fn layers(section: &Section<'_>, rids: &[&str]) -> Vec<UpLayer> {
    if rids.is_empty() {
        let first = section.fid.first().copied();
        let ssrc = first
            .map(|(source, _)| source)
            .or(section.ssrcs.first().copied());
        return vec![UpLayer {
            rid: String::new(),
            ssrc,
            rtx_ssrc: first.map(|(_, repair)| repair),
        }];
    }
    rids.iter()
        .map(|rid| UpLayer {
            rid: (*rid).to_owned(),
            ssrc: None,
            rtx_ssrc: None,
        })
        .collect()
}
