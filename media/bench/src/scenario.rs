//! What is measured: who publishes what to how many. The same tables feed `loadgen` and `limit`.

use std::time::Duration;

use rapat_wire::session::Kind;
use rapat_wire::srtp::Profile;

/// Payload bytes (codec descriptor and stamp included) of the packets of one video frame, frame after
/// frame. A 720p camera of 0.75 Mbit/s in five packets: equal within a frame, different between frames.
const VIDEO_SIZES: [usize; 5] = [560, 700, 620, 820, 640];
/// Opus with 32 kbit/s varies a little from packet to packet.
const AUDIO_SIZES: [usize; 5] = [78, 84, 80, 92, 76];
/// Packets of a frame at that bitrate, as captured from a browser.
const VIDEO_PACKETS_PER_FRAME: usize = 5;

/// One setting of people and media.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// As given on the command line and printed.
    pub name: &'static str,
    /// What the publishers send.
    pub kind: Kind,
    /// Participants who publish.
    pub publishers: usize,
    /// Participants who only receive. Zero = the publishers receive each other.
    pub subscribers: usize,
}

/// All scenarios.
pub const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "video-1x50",
        kind: Kind::Video,
        publishers: 1,
        subscribers: 50,
    },
    Scenario {
        name: "video-5x5",
        kind: Kind::Video,
        publishers: 5,
        subscribers: 0,
    },
    Scenario {
        name: "audio-10x50",
        kind: Kind::Audio,
        publishers: 10,
        subscribers: 50,
    },
    Scenario {
        name: "video-1x200",
        kind: Kind::Video,
        publishers: 1,
        subscribers: 200,
    },
];

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

impl Scenario {
    /// The scenario of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        SCENARIOS.into_iter().find(|scenario| scenario.name == name)
    }

    /// Tracks that one receiver gets.
    pub fn tracks_per_receiver(&self) -> usize {
        if self.subscribers == 0 {
            self.publishers - 1
        } else {
            self.publishers
        }
    }

    /// Participants who receive.
    pub fn receivers(&self) -> usize {
        if self.subscribers == 0 {
            self.publishers
        } else {
            self.subscribers
        }
    }

    /// Packets that belong together and leave in one burst.
    pub fn packets_per_frame(&self) -> usize {
        match self.kind {
            Kind::Audio => 1,
            Kind::Video => VIDEO_PACKETS_PER_FRAME,
        }
    }

    /// Time between frames: 30 pictures a second, 20 ms of sound.
    pub fn frame_interval(&self) -> Duration {
        match self.kind {
            Kind::Audio => Duration::from_millis(20),
            Kind::Video => Duration::from_nanos(33_333_333),
        }
    }

    /// Payload bytes of each packet of frame number `frame`.
    pub fn payload_len(&self, frame: u64) -> usize {
        let sizes = match self.kind {
            Kind::Audio => AUDIO_SIZES,
            Kind::Video => VIDEO_SIZES,
        };
        sizes[(frame % sizes.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_publish_to_each_other_receive_all_but_their_own() {
        let scenario = Scenario::by_name("video-5x5").unwrap();
        assert_eq!(
            (scenario.receivers(), scenario.tracks_per_receiver()),
            (5, 4)
        );
    }

    #[test]
    fn frames_differ_in_size_but_not_the_packets_of_one() {
        let scenario = Scenario::by_name("video-1x50").unwrap();
        assert_ne!(scenario.payload_len(0), scenario.payload_len(1));
        assert_eq!(scenario.payload_len(3), scenario.payload_len(8));
    }
}
