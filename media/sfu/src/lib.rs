//! The forwarding unit without input or output: see `command` for what goes in, `event` for what comes out.
#![forbid(unsafe_code)]

pub mod command;
pub mod event;
pub mod ids;
