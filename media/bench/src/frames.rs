//! Sizes of the packets that publishers send, frame after frame.
//!
//! Video is replayed from a recording of a real Chromium (`camera.txt` says how it was made): all packets of a
//! frame are as good as equal, frames differ. Sound is a table.

use rapat_wire::session::Kind;

/// One line a frame: the payload bytes of its packets; the first line is the key frame.
const CAMERA: &str = include_str!("camera.txt");
/// Opus with 32 kbit/s varies a little from packet to packet.
const AUDIO_SIZES: [u16; 5] = [78, 84, 80, 92, 76];
/// Least payload that holds codec headers and the stamp.
const PAYLOAD_MIN: u16 = 40;
/// Most that fits a datagram of 1,250 bytes with headers and tag.
const PAYLOAD_MAX: u16 = 1_180;

/// Packet sizes of one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    key: Vec<u16>,
    others: Vec<Vec<u16>>,
}

impl Frames {
    /// What a track of that kind sends.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Audio => Self {
                key: vec![AUDIO_SIZES[0]],
                others: AUDIO_SIZES.iter().map(|size| vec![*size]).collect(),
            },
            Kind::Video => Self::parse(CAMERA),
        }
    }

    fn parse(text: &str) -> Self {
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let sizes = line
                    .split_ascii_whitespace()
                    .filter_map(|word| word.parse::<u16>().ok());
                sizes
                    .map(|size| size.clamp(PAYLOAD_MIN, PAYLOAD_MAX))
                    .collect::<Vec<u16>>()
            })
            .filter(|frame| !frame.is_empty());
        let key = lines.next().unwrap_or_else(|| vec![PAYLOAD_MAX]);
        let mut others: Vec<Vec<u16>> = lines.collect();
        if others.is_empty() {
            others.push(key.clone());
        }
        Self { key, others }
    }

    /// Payload bytes (codec descriptor and stamp included) of each packet of frame `number`; never empty.
    pub fn sizes(&self, number: u64, is_key: bool) -> &[u16] {
        if is_key {
            return &self.key;
        }
        &self.others[(number % self.others.len() as u64) as usize]
    }

    /// Packets of a frame, key frames apart.
    pub fn mean_packets(&self) -> f64 {
        let packets: usize = self.others.iter().map(Vec::len).sum();
        packets as f64 / self.others.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_camera_sends_frames_of_nearly_equal_packets_that_differ_between_frames() {
        let camera = Frames::of(Kind::Video);
        assert!(camera.others.len() > 100);
        for frame in &camera.others {
            let (least, most) = (frame.iter().min(), frame.iter().max());
            assert!(
                most.unwrap() - least.unwrap() <= 1,
                "Chromium cuts a frame evenly: {frame:?}"
            );
        }
        assert!(
            camera
                .others
                .iter()
                .any(|frame| frame.len() != camera.others[0].len())
        );
        assert!(camera.key.len() > 10, "a key frame is large");
    }

    #[test]
    fn the_first_line_is_the_key_frame_and_the_rest_goes_round() {
        let frames = Frames::parse("# how\n1000 1000\n50 51\n60\n");
        assert_eq!(frames.sizes(7, true), [1000, 1000]);
        assert_eq!(
            (frames.sizes(2, false), frames.sizes(3, false)),
            (&[50, 51][..], &[60][..])
        );
        assert!((frames.mean_packets() - 1.5).abs() < 1e-9);
    }
}
