//! Which datagrams prove that their sender knows our password: the only ones that may choose a path.

use str0m::crypto::CryptoProvider;
use str0m::ice::StunMessage;

/// What an authenticated STUN datagram tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authentic {
    /// A binding request; `true` = with USE-CANDIDATE, it nominates the path it came on.
    Request(bool),
    /// A binding response (client role).
    Response,
}

/// Checks MESSAGE-INTEGRITY (RFC 8489 §14.5). `None` = not STUN, malformed, or not from our peer.
///
/// Requests are keyed with our password, responses with the peer's (RFC 8445 §7.1.2, §7.3).
pub(crate) fn authenticate(
    datagram: &[u8],
    provider: &CryptoProvider,
    local_pwd: &str,
    remote_pwd: Option<&str>,
) -> Option<Authentic> {
    let message = StunMessage::parse(datagram).ok()?;
    let hmac = |key: &[u8], parts: &[&[u8]]| provider.sha1_hmac_provider.sha1_hmac(key, parts);
    if message.is_binding_request() {
        message
            .verify(local_pwd.as_bytes(), hmac)
            .then(|| Authentic::Request(message.use_candidate()))
    } else if message.is_successful_binding_response() {
        message
            .verify(remote_pwd?.as_bytes(), hmac)
            .then_some(Authentic::Response)
    } else {
        None
    }
}
