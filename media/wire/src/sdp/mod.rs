//! SDP offers in, answers out (RFC 8866, RFC 3264, RFC 9143, RFC 8829), for an ICE-lite server with
//! one transport per client. The client always offers; this is the answering half only.
//!
//! An offer is untrusted text: everything is bounded by [`limits`], and no error echoes input.

mod agree;
mod answer;
mod attributes;
mod error;
mod extensions;
mod formats;
mod inspect;
pub mod limits;
mod parse;
mod random;
mod text;

pub use answer::{Negotiator, NegotiatorConfig, SectionPlan};
pub use error::SdpError;
pub use inspect::{Direction, OfferSection, SectionKind, inspect};
pub use random::{ICE_MARKS, Random, ice_mark, new_ice_credentials, seeded_random, system_random};
