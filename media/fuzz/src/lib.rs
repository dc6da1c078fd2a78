//! Fuzz targets: each takes any bytes and panics when a parser breaks its promise. A promise is more
//! than "does not panic": what is read lies inside the packet, what is written is read back.

mod described;
mod red;
mod rtcp;
mod rtp;
mod sdp_offer;
mod srtp_open;
mod stun_demux;

/// One target: its name (also of its corpus directory) and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 7] = [
    ("stun_demux", stun_demux::run),
    ("rtp", rtp::run),
    ("rtcp", rtcp::run),
    ("described", described::run),
    ("red", red::run),
    ("sdp_offer", sdp_offer::run),
    ("srtp_open", srtp_open::run),
];
