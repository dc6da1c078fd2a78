//! The forwarding unit without input or output: see [`node`] for how to run one, [`command`] for
//! what goes in, [`event`] for what comes out.
#![forbid(unsafe_code)]

// The scenario kit in tests/support knows this crate by its name; one unit test uses the kit too.
#[cfg(test)]
extern crate self as rapat_sfu;

pub mod arena;
pub mod clock;
pub mod command;
pub mod event;
pub mod ids;
pub mod node;

pub mod audio;
mod bandwidth;
mod batch;
mod bind;
mod bucket;
mod cache;
mod compact;
mod control;
mod downtrack;
mod hold;
mod ingress;
mod keyframe;
pub mod ladder;
mod layers;
mod liveness;
mod mapping;
mod marks;
mod nack;
mod outlet;
mod peer;
mod random;
mod received;
mod reception;
pub mod relay;
mod replay;
mod report;
mod reread;
mod rewrite;
mod slab;
mod sources;
mod speakers;
mod tables;
mod twcc;
mod uptrack;
mod wheel;
