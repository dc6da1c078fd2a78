//! A track on a second node: its home node sends each packet once to every node that has subscribers
//! of it, already decrypted, and that node treats it as if its publisher were there.
//!
//! Downstream go packets and what else a subscriber's node must know ([`message::TrackState`]);
//! upstream which layers are wanted and wishes for key frames. All of it is *soft state*: it is
//! repeated every second and may be lost. Which node follows which track is told by the control plane.
//! Resends, key-frame waits, switching, reports and bandwidth are matters of the subscriber's node.

pub mod message;
pub mod nodes;
pub mod outbox;
pub mod remote;
