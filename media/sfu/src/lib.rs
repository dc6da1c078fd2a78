//! The forwarding unit without input or output: see [`node`] for how to run one, [`command`] for
//! what goes in, [`event`] for what comes out.
#![forbid(unsafe_code)]

pub mod arena;
pub mod clock;
pub mod command;
pub mod event;
pub mod ids;
pub mod node;
