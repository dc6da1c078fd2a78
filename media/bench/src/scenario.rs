//! What is measured: who publishes what to how many, in how many rooms. The same words feed `loadgen` and `limit`.
//!
//! A scenario is written `MEDIA-PxS[-rooms-R]`: P people publish MEDIA (`video`, `audio`, `av` for both) to
//! S who only receive; P equal to S means that those P publish to each other. R such rooms, 1 when not said.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rapat_wire::session::Kind;
use rapat_wire::srtp::Profile;

/// Most people of one kind in a room, most rooms: beyond it one generator core is the bottleneck.
const PEOPLE_MAX: usize = 4_000;

/// What each publisher sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A camera.
    Video,
    /// A microphone.
    Audio,
    /// Both.
    Both,
}

const MEDIA: [(&str, Media); 3] = [
    ("video", Media::Video),
    ("audio", Media::Audio),
    ("av", Media::Both),
];

impl Media {
    /// Tracks of one publisher.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Video => &[Kind::Video],
            Self::Audio => &[Kind::Audio],
            Self::Both => &[Kind::Audio, Kind::Video],
        }
    }
}

/// One setting of people and media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What the publishers send.
    pub media: Media,
    /// Participants of a room who publish.
    pub publishers: usize,
    /// Participants of a room who only receive. Zero = the publishers receive each other.
    pub subscribers: usize,
    /// Rooms of that kind, all on one server.
    pub rooms: usize,
}

/// SRTP profiles by the names that `loadgen` prints and `limit` takes.
const PROFILES: [(&str, Profile); 3] = [
    ("aes-128-gcm", Profile::AeadAes128Gcm),
    ("aes-256-gcm", Profile::AeadAes256Gcm),
    ("aes-128-cm-sha1-80", Profile::Aes128CmSha1_80),
];

/// The profile of that name.
pub fn profile_by_name(name: &str) -> Option<Profile> {
    PROFILES
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, profile)| profile)
}

/// The name of a profile.
pub fn profile_name(profile: Profile) -> &'static str {
    PROFILES
        .into_iter()
        .find(|(_, known)| *known == profile)
        .map_or("unknown", |(name, _)| name)
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text).ok_or_else(|| format!("no scenario {text}: it reads MEDIA-PxS[-rooms-R]"))
    }
}

fn parse(text: &str) -> Option<Scenario> {
    let (media, rest) = text.split_once('-')?;
    let media = MEDIA.into_iter().find(|(name, _)| *name == media)?.1;
    let (people, rooms) = rest.split_once("-rooms-").unwrap_or((rest, "1"));
    let (publishers, subscribers) = people.split_once('x')?;
    let number = |text: &str| {
        text.parse()
            .ok()
            .filter(|count| (1..=PEOPLE_MAX).contains(count))
    };
    let (publishers, subscribers) = (number(publishers)?, number(subscribers)?);
    Some(Scenario {
        media,
        publishers,
        subscribers: if publishers == subscribers && publishers > 1 {
            0
        } else {
            subscribers
        },
        rooms: number(rooms)?,
    })
}

impl fmt::Display for Scenario {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media = MEDIA
            .into_iter()
            .find(|(_, media)| *media == self.media)
            .map_or("", |(name, _)| name);
        write!(out, "{media}-{}x{}", self.publishers, self.receivers())?;
        if self.rooms > 1 {
            write!(out, "-rooms-{}", self.rooms)?;
        }
        Ok(())
    }
}

impl Scenario {
    /// Everybody of a room publishes and receives.
    pub fn is_mutual(&self) -> bool {
        self.subscribers == 0
    }

    /// Other people's tracks of `kind` that one receiver subscribes to.
    pub fn tracks_per_receiver(&self, kind: Kind) -> usize {
        let tracks = self.media.kinds().iter().filter(|own| **own == kind);
        self.others() * tracks.count()
    }

    /// People of its room whom one receiver hears or sees.
    pub fn others(&self) -> usize {
        self.publishers - usize::from(self.is_mutual())
    }

    /// Participants of a room who receive.
    pub fn receivers(&self) -> usize {
        if self.is_mutual() {
            self.publishers
        } else {
            self.subscribers
        }
    }
}

/// Time between frames: 30 pictures a second, 20 ms of sound.
pub fn frame_interval(kind: Kind) -> Duration {
    match kind {
        Kind::Audio => Duration::from_millis(20),
        Kind::Video => Duration::from_nanos(33_333_333),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_publish_to_each_other_receive_all_but_their_own() {
        let scenario: Scenario = "video-5x5".parse().unwrap();
        assert_eq!(
            (
                scenario.receivers(),
                scenario.tracks_per_receiver(Kind::Video)
            ),
            (5, 4)
        );
        assert_eq!(scenario.tracks_per_receiver(Kind::Audio), 0);
    }

    #[test]
    fn a_scenario_prints_as_it_is_written() {
        for name in [
            "video-1x50",
            "audio-10x50",
            "av-8x8-rooms-16",
            "audio-100x100",
        ] {
            assert_eq!(name.parse::<Scenario>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn what_is_no_scenario_is_refused() {
        for name in [
            "video",
            "film-1x2",
            "video-0x5",
            "video-1x",
            "av-8x8-rooms-",
        ] {
            assert!(name.parse::<Scenario>().is_err(), "{name}");
        }
    }
}
