//! Load generator and physical-limit program: what the server achieves, and what the machine could.
//!
//! `loadgen` plays many `LiveKit` clients in one process against a running server; `limit` only seals
//! and sends. Neither belongs to the product; `scripts/bench` runs both and prints their quotient.

pub mod affinity;
pub mod attend;
pub mod capacity;
pub mod churn;
pub mod crowd;
pub mod dialogue;
pub mod feedback;
pub mod figures;
pub mod frames;
pub mod galene;
pub mod gso;
pub mod inbox;
pub mod janus;
pub mod link;
pub mod livekit;
pub mod measure;
pub mod participant;
pub mod proto;
pub mod publisher;
pub mod reception;
pub mod scenario;
pub mod sdp;
pub mod sdp_answer;
pub mod server;
pub mod signal;
pub mod storm;
pub mod token;

/// Every failure of a bench is told to the person who started it, as text.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
