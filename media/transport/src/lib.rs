//! ICE, DTLS and SCTP of one peer, on an `str0m::Rtc` without media.
