//! What the control plane asks of a node. Plain data; applied in order; never answered directly
//! (consequences come back as [`crate::event::Event`]).

use std::sync::Arc;

use rapat_wire::session::{DataChannel, IceCredentials, Session};

use crate::ids::{DownTrackId, PeerId, TrackId};
use crate::relay::remote::Described;

/// How a subscription is to be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// True: forward nothing (subscriber's wish, hidden tile, or permission gone).
    pub paused: bool,
    /// Index of the highest spatial layer wanted, 0 = lowest. Clamped to the layers that are live.
    pub max_layer: u8,
    /// Frames per second that are enough; 0 = as many as there are. Serves video with temporal layers.
    pub max_fps: u8,
    /// Among the subscriber's tracks: what is higher gets bandwidth first.
    pub priority: u8,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            paused: false,
            max_layer: u8::MAX,
            max_fps: 0,
            priority: 0,
        }
    }
}

/// One command.
#[derive(Clone, Debug)]
pub enum Command {
    /// A participant's transport: answers STUN from now on.
    AddPeer {
        /// Chosen by the control plane, never reused.
        peer: PeerId,
        /// Whose microphones compete with each other.
        room: u64,
        /// Ours; the ufrag is unique in the process.
        local_ice: IceCredentials,
    },
    /// The state agreed by the latest answer; replaces the one before.
    Negotiated {
        /// Whose.
        peer: PeerId,
        /// Desired state.
        session: Box<Session>,
    },
    /// Ends a peer: `close_notify`, forget everything. No event follows.
    RemovePeer {
        /// Whose.
        peer: PeerId,
    },
    /// How one subscription is forwarded. Before the first one: [`Wish::default`].
    SetDownTrack {
        /// Which subscription.
        down: DownTrackId,
        /// How.
        wish: Wish,
    },
    /// Moderation and mute: packets of a blocked track are dropped as they come in.
    SetTrack {
        /// Which up track.
        track: TrackId,
        /// True: drop.
        blocked: bool,
    },
    /// Sends one message to many peers; peers without that channel open yet are skipped.
    SendData {
        /// To whom.
        peers: Vec<PeerId>,
        /// On which channel.
        channel: DataChannel,
        /// At most 64,000 bytes; shared, not copied, between peers.
        payload: Arc<[u8]>,
    },
    /// A track whose publisher is at another node has subscribers here; again when its description
    /// changed. See [`crate::relay`].
    FollowTrack {
        /// The track and its node.
        described: Box<Described>,
    },
    /// There are none left, or the track ended.
    UnfollowTrack {
        /// Which.
        track: TrackId,
    },
    /// Asks the publisher for a key frame on all layers (throttled like any other request).
    RequestKeyFrame {
        /// Which up track.
        track: TrackId,
    },
    /// For tests: processing this peer's packets, or packets for it, panics from now on.
    #[cfg(feature = "faults")]
    PlantFault {
        /// Whose.
        peer: PeerId,
    },
}
