//! Bytes ↔ values for the media plane: demux, RTP, RTCP, SRTP, header extensions, payload
//! descriptors, SDP. No sockets, no clock, no allocation per packet.
#![forbid(unsafe_code)]

pub mod codec;
pub mod demux;
pub mod ntp;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod seq;
pub mod session;
pub mod srtp;
