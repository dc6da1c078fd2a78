//! The SSRCs that one client sends: replay window and role of each. Bounded, and written only for
//! packets that proved authentic.

use rapat_wire::srtp::ReplayWindow;

use crate::bucket::Bucket;
use crate::clock::{Micros, SECOND};
use crate::slab::Key;

/// SSRCs of one peer. A client with camera, microphone and screen in three layers uses about 14.
pub const MAX_SOURCES: usize = 64;
/// New SSRCs per second that are tried at all: each try costs a decryption.
const NEW_PER_SECOND: u64 = 50;
/// An SSRC without a track that was silent for so long may give its place to a new one.
const IDLE: Micros = 10 * SECOND;

/// What a source feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing known: a probe, or its track is gone.
    Unbound,
    /// A layer of a track.
    Media {
        /// Key of the track.
        track: Key,
        /// Which layer.
        layer: u8,
    },
    /// Retransmissions of a layer (RFC 4588).
    Repair {
        /// Key of the track.
        track: Key,
        /// Which layer.
        layer: u8,
    },
}

impl Role {
    /// The track it feeds.
    pub const fn track(self) -> Option<Key> {
        match self {
            Self::Unbound => None,
            Self::Media { track, .. } | Self::Repair { track, .. } => Some(track),
        }
    }
}

/// The section and layer that a source belonged to when it last had a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// `a=mid`.
    pub mid: String,
    /// `a=rid`, or empty.
    pub rid: String,
    /// Retransmissions.
    pub repair: bool,
}

/// One SSRC.
#[derive(Debug)]
pub struct SourceState {
    /// The SSRC.
    pub ssrc: u32,
    /// Replay window and rollover counter.
    pub window: ReplayWindow,
    /// What it feeds.
    pub role: Role,
    /// Another source took its layer over: late packets of it must not take the layer back.
    /// Forgotten at the next negotiation.
    pub retired: bool,
    /// Kept when the role is lost.
    pub label: Option<Label>,
    /// Last authentic packet.
    pub at: Micros,
}

/// See the module.
#[derive(Debug)]
pub struct Sources {
    list: Vec<SourceState>,
    tries: Bucket,
}

impl Sources {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            list: Vec::new(),
            tries: Bucket::new(NEW_PER_SECOND, MAX_SOURCES as u64),
        }
    }

    /// Position of an SSRC. A scan: a handful of words in one or two cache lines.
    pub fn find(&self, ssrc: u32) -> Option<usize> {
        self.list.iter().position(|source| source.ssrc == ssrc)
    }

    /// The source at a position.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut SourceState> {
        self.list.get_mut(at)
    }

    /// What an SSRC feeds.
    pub fn role(&self, ssrc: u32) -> Role {
        self.list
            .iter()
            .find(|source| source.ssrc == ssrc)
            .map_or(Role::Unbound, |source| source.role)
    }

    /// True when an unknown SSRC may be tried.
    pub fn may_try(&mut self, now: Micros) -> bool {
        self.tries.take(1, now) && (self.list.len() < MAX_SOURCES || self.idle(now).is_some())
    }

    /// Adds an SSRC whose first packet proved authentic. `None`: the table is full.
    pub fn add(&mut self, ssrc: u32, window: ReplayWindow, now: Micros) -> Option<usize> {
        let source = SourceState {
            ssrc,
            window,
            role: Role::Unbound,
            retired: false,
            label: None,
            at: now,
        };
        if self.list.len() < MAX_SOURCES {
            self.list.push(source);
            return Some(self.list.len() - 1);
        }
        let idle = self.idle(now)?;
        self.list[idle] = source;
        Some(idle)
    }

    /// Ends a source whose layer has a new one.
    pub fn retire(&mut self, ssrc: u32) {
        for source in self.list.iter_mut().filter(|source| source.ssrc == ssrc) {
            (source.role, source.retired) = (Role::Unbound, true);
        }
    }

    /// All sources.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut SourceState> {
        self.list.iter_mut()
    }

    /// Takes the roles away that `gone` picks.
    pub fn unbind(&mut self, gone: impl Fn(Role) -> bool) {
        for source in self.list.iter_mut().filter(|source| gone(source.role)) {
            source.role = Role::Unbound;
        }
    }

    fn idle(&self, now: Micros) -> Option<usize> {
        let unbound = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, s)| s.role == Role::Unbound);
        let (at, oldest) = unbound.min_by_key(|(_, s)| s.at)?;
        (now.saturating_sub(oldest.at) >= IDLE).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_bounded_and_only_idle_unbound_sources_give_way() {
        let mut sources = Sources::new();
        for ssrc in 0..MAX_SOURCES as u32 {
            assert!(sources.may_try(0));
            let at = sources.add(ssrc, ReplayWindow::new(), 0).unwrap();
            sources.get_mut(at).unwrap().role = Role::Media {
                track: ssrc,
                layer: 0,
            };
        }
        assert!(!sources.may_try(IDLE));
        assert_eq!(sources.add(1_000, ReplayWindow::new(), IDLE), None);
        sources.unbind(|role| role.track() == Some(5));
        assert!(sources.may_try(2 * IDLE));
        assert_eq!(sources.add(1_000, ReplayWindow::new(), 2 * IDLE), Some(5));
    }

    #[test]
    fn tries_of_unknown_ssrcs_are_rate_limited() {
        let mut sources = Sources::new();
        assert_eq!(
            (0..1_000).filter(|_| sources.may_try(0)).count(),
            MAX_SOURCES
        );
    }
}
