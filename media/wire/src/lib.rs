//! Bytes ↔ values for the media plane: demux, RTP, RTCP, SRTP, header extensions, payload
//! descriptors, SDP. No sockets, no clock, no allocation per packet.
#![forbid(unsafe_code)]

pub mod session;
