//! ICE, DTLS and SCTP of one peer, on an `str0m::Rtc` without media. Sans-IO: no socket, thread or clock.
//!
//! What it does: answers (or, as a client, makes) STUN checks, does the DTLS handshake, gives the SRTP
//! keys out exactly once per handshake, carries the three data channels of a LiveKit client. What it
//! leaves to others: RTP and RTCP, which never enter here.
//!
//! The loop of a caller, after *every* mutation:
//! 1. [`Transport::poll`] until `None`, acting on each [`Output`];
//! 2. arm a timer for [`Transport::next_timeout`];
//! 3. feed [`Transport::handle_datagram`] or [`Transport::handle_timeout`], go to 1.
#![forbid(unsafe_code)]

mod certificate;
mod channels;
mod keys;
mod limits;
mod stun;
mod transport;

pub use certificate::Certificate;
pub use channels::SendError;
pub use transport::{CloseReason, Output, Transport};
