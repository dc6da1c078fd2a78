//! The one DTLS certificate of a process: making one per peer would cost a key pair per join.

use std::sync::Arc;

use str0m::config::DtlsCert;
use str0m::crypto::CryptoProvider;

use crate::keys;

/// A self-signed certificate and its fingerprint (RFC 8122). Cheap to clone.
#[derive(Clone)]
pub struct Certificate {
    pub(crate) provider: Arc<CryptoProvider>,
    pub(crate) cert: DtlsCert,
    fingerprint: Vec<u8>,
}

impl Certificate {
    /// Makes a new key pair; once per process.
    ///
    /// # Panics
    /// When the crypto library cannot make a certificate at all: nothing could work then.
    #[must_use]
    pub fn generate() -> Self {
        let provider = keys::provider();
        let cert = provider
            .dtls_provider
            .generate_certificate()
            .expect("the crypto library makes certificates");
        let fingerprint = provider.sha256_provider.sha256(&cert.certificate).to_vec();
        Self {
            provider: Arc::new(provider),
            cert,
            fingerprint,
        }
    }

    /// Hash name and hash for `a=fingerprint`.
    #[must_use]
    pub fn fingerprint(&self) -> (String, Vec<u8>) {
        ("sha-256".to_owned(), self.fingerprint.clone())
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificate(redacted)")
    }
}
