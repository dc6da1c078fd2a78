//! Sockets, worker threads and timers around the sans-IO core: the only crate of the media plane
//! that knows sockets, threads and clocks. [`engine::Engine`] is its face.
//!
//! It takes no forwarding decision and never looks into a datagram.
#![deny(unsafe_code)]

mod crossing;
pub mod engine;
pub mod error;
pub mod events;
mod feedback;
mod inbox;
mod links;
pub mod mailbox;
pub mod placement;
mod routes;
pub mod runs;
mod start;
pub mod stats;
mod steering;
mod sys;
pub mod udp;
mod waiting;
mod wake;
pub mod worker;
