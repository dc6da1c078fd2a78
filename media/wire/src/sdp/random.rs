//! Randomness for SSRCs and ICE credentials, given from outside so that tests repeat.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::session::IceCredentials;

/// Fills a buffer with random bytes.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send + Sync>;

/// RFC 8839 §5.4 allows 4–256 `ice-char`; 8 characters of 6 bits = 48 bits: no two peers of a process collide.
const UFRAG_LEN: usize = 8;
/// RFC 8445 §5.3 asks for 128 bits of randomness: 24 characters of 6 bits = 144.
const PWD_LEN: usize = 24;
/// `ice-char` of RFC 8839 §5.1.
const ICE_CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The operating system's generator.
///
/// # Panics
/// When the kernel refuses randomness: nothing secure can be done then.
pub fn system_random() -> Random {
    let generator = SystemRandom::new();
    Box::new(move |out| generator.fill(out).expect("the kernel gives randomness"))
}

/// A repeatable generator (`SplitMix64`) for tests and benches. Never for real peers: ICE passwords come from it.
pub fn seeded_random(seed: u64) -> Random {
    let mut state = seed;
    Box::new(move |out| {
        for chunk in out.chunks_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    })
}

/// Fresh ICE credentials (RFC 8445 §5.3).
pub fn new_ice_credentials(random: &mut Random) -> IceCredentials {
    let mut characters = |count: usize| -> String {
        let mut bytes = vec![0; count];
        random(&mut bytes);
        bytes
            .iter()
            .map(|byte| char::from(ICE_CHARS[usize::from(byte & 63)]))
            .collect()
    };
    IceCredentials {
        ufrag: characters(UFRAG_LEN),
        pwd: characters(PWD_LEN),
    }
}
