//! Which layer of a track a subscriber should get, and what to do with a packet of some layer while
//! it gets another one. Temporal and SVC layers are not split: they are forwarded whole.

/// Layers of one track at most.
pub const MAX_LAYERS: usize = 3;

/// The layer to aim for: the highest live one not above `max_layer`, else the lowest live one.
/// While none is live (before the first packet, or all muted), `current` or the wish itself stays.
pub fn choose(live: &[bool], max_layer: u8, current: Option<u8>) -> Option<u8> {
    let top = live.len().checked_sub(1)?;
    let wish = usize::from(max_layer).min(top);
    let below = (0..=wish).rev().find(|layer| live[*layer]);
    let chosen = below.or_else(|| (wish..=top).find(|layer| live[*layer]));
    Some(chosen.map_or_else(|| current.unwrap_or(wish as u8), |layer| layer as u8))
}

/// What a subscriber has and wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The layer that is forwarded. `None`: nothing has been since the start or the last pause.
    pub current: Option<u8>,
    /// The layer wanted. `None`: paused.
    pub target: Option<u8>,
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Not for this subscriber now.
    Drop,
    /// Goes on with the current layer.
    Forward,
    /// The packet begins what the target waited for: switch to its layer, then forward.
    Switch,
}

impl Selection {
    /// Decides on a packet of `layer`; `entry` says that a decoder can start with it.
    pub fn decide(self, layer: u8, entry: bool) -> Decision {
        let Some(target) = self.target else {
            return Decision::Drop;
        };
        if self.current == Some(layer) {
            Decision::Forward
        } else if layer == target && entry {
            // Only the target itself: a step in between would cost the subscriber two key frames.
            Decision::Switch
        } else {
            Decision::Drop
        }
    }

    /// True when the target's key frame has yet to come.
    pub fn waits(self) -> bool {
        self.target.is_some() && self.current != self.target
    }

    /// True when packets of this layer are of interest.
    pub fn listens_to(self, layer: u8) -> bool {
        self.target.is_some() && (self.target == Some(layer) || self.current == Some(layer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_live_layer_within_the_wish_is_chosen() {
        assert_eq!(choose(&[true, true, true], 1, None), Some(1));
        assert_eq!(choose(&[true, false, true], 1, None), Some(0));
        assert_eq!(choose(&[true, true, false], 9, None), Some(1));
        assert_eq!(
            choose(&[false, false, true], 0, Some(0)),
            Some(2),
            "only a higher one lives"
        );
        assert_eq!(
            choose(&[false, false, false], 2, Some(1)),
            Some(1),
            "muted: nothing changes"
        );
        assert_eq!(choose(&[false], 3, None), Some(0));
        assert_eq!(choose(&[], 0, None), None);
    }

    #[test]
    fn the_current_layer_goes_on_until_the_target_has_a_key_frame() {
        let selection = Selection {
            current: Some(2),
            target: Some(0),
        };
        assert_eq!(selection.decide(2, false), Decision::Forward);
        assert_eq!(selection.decide(2, true), Decision::Forward);
        assert_eq!(selection.decide(0, false), Decision::Drop);
        assert_eq!(selection.decide(0, true), Decision::Switch);
        assert_eq!(selection.decide(1, true), Decision::Drop);
    }

    #[test]
    fn nothing_starts_without_a_key_frame_and_a_paused_one_gets_nothing() {
        let starting = Selection {
            current: None,
            target: Some(0),
        };
        assert_eq!(starting.decide(0, false), Decision::Drop);
        assert_eq!(starting.decide(0, true), Decision::Switch);
        assert!(starting.waits());
        let paused = Selection {
            current: None,
            target: None,
        };
        assert_eq!(paused.decide(0, true), Decision::Drop);
        assert!(!paused.waits() && !paused.listens_to(0));
    }

    #[test]
    fn a_key_frame_of_the_layer_already_forwarded_is_no_switch() {
        let steady = Selection {
            current: Some(1),
            target: Some(1),
        };
        assert_eq!(steady.decide(1, true), Decision::Forward);
    }
}
