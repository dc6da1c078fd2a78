//! Why an offer was refused. Never contains bytes of the offer.

use std::fmt;

/// Why an offer was refused; says which line or limit, never echoes input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SdpError {
    /// A line cannot be understood. Fix the client.
    Line {
        /// Counted from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// More than we accept.
    Limit {
        /// Counted from 1; 0 = the offer as a whole.
        line: usize,
        /// What is limited.
        what: &'static str,
        /// How much of it is accepted.
        max: usize,
    },
    /// Something that every offer must have is not there.
    Missing {
        /// What.
        what: &'static str,
    },
    /// The plan does not fit the offer: the control plane looked at another offer.
    Plan {
        /// Index of the plan's entry.
        entry: usize,
        /// Why not.
        why: &'static str,
    },
}

impl fmt::Display for SdpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, expected } => write!(f, "line {line}: expected {expected}"),
            Self::Limit { line: 0, what, max } => write!(f, "offer: more than {max} {what}"),
            Self::Limit { line, what, max } => write!(f, "line {line}: more than {max} {what}"),
            Self::Missing { what } => write!(f, "offer: no {what}"),
            Self::Plan { entry, why } => write!(f, "plan entry {entry}: {why}"),
        }
    }
}

impl std::error::Error for SdpError {}
