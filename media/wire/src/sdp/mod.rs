//! SDP offers in, answers out (RFC 8866, RFC 8829, RFC 9429).
mod answer;
mod error;
mod inspect;
mod random;

pub use answer::{Negotiator, NegotiatorConfig, SectionPlan};
pub use error::SdpError;
pub use inspect::{Direction, OfferSection, SectionKind, inspect};
pub use random::{Random, new_ice_credentials, seeded_random, system_random};
