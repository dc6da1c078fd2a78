//! The key tap: the SRTP keys of a handshake go to us, and never to str0m's own SRTP.
//!
//! Two SRTP contexts on one key would reuse GCM nonces, which gives the key away. So str0m gets
//! random bytes of the same length in the keys' place, and `transport.rs` drops whatever it would
//! send in the SRTP range. The real keys pass through a thread-local slot: `poll_output` of the DTLS
//! instance fills it inside a call of `Rtc`, the transport empties it right after that same call.

use std::cell::RefCell;
use std::time::Instant;

use rapat_wire::srtp::{KeyingMaterial, Profile};
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion,
    KeyingMaterial as Exported, ProtocolVersion, SrtpProfile,
};
use str0m::crypto::{CryptoError, CryptoProvider, from_feature_flags};

thread_local! {
    static TAPPED: RefCell<Option<KeyingMaterial>> = const { RefCell::new(None) };
}

/// The keys that the call before this one produced, if any.
pub(crate) fn take() -> Option<KeyingMaterial> {
    TAPPED.with(RefCell::take)
}

/// The default provider with our tap around its DTLS.
pub(crate) fn provider() -> CryptoProvider {
    CryptoProvider {
        dtls_provider: &Tap,
        ..from_feature_flags()
    }
}

#[derive(Debug)]
struct Tap;

impl DtlsProvider for Tap {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let inner = from_feature_flags()
            .dtls_provider
            .new_dtls(cert, now, version, mtu)?;
        Ok(Box::new(Tapped { inner }))
    }
}

#[derive(Debug)]
struct Tapped {
    inner: Box<dyn DtlsInstance>,
}

impl DtlsInstance for Tapped {
    fn set_active(&mut self, active: bool) {
        self.inner.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.inner.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buf: &'a mut [u8]) -> DtlsOutput<'a> {
        match self.inner.poll_output(buf) {
            DtlsOutput::KeyingMaterial(exported, profile) => {
                TAPPED.with_borrow_mut(|slot| *slot = read(&exported, profile));
                DtlsOutput::KeyingMaterial(substitute(exported.len()), profile)
            }
            other => other,
        }
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.inner.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.inner.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.inner.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.inner.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.inner.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.inner.close()
    }
}

fn read(exported: &Exported, profile: SrtpProfile) -> Option<KeyingMaterial> {
    let profile = match profile {
        SrtpProfile::AES128_CM_SHA1_80 => Profile::Aes128CmSha1_80,
        SrtpProfile::AEAD_AES_128_GCM => Profile::AeadAes128Gcm,
        SrtpProfile::AEAD_AES_256_GCM => Profile::AeadAes256Gcm,
        _ => return None,
    };
    KeyingMaterial::from_exporter(profile, exported)
}

/// Random bytes for str0m. Should the system have no randomness, all of one constant: str0m's
/// SRTP never sends, so their secrecy does not matter, only that they are not the real ones.
fn substitute(len: usize) -> Exported {
    let mut bytes = vec![0x5a; len];
    let _ = getrandom::fill(&mut bytes);
    Exported::new(&bytes)
}
