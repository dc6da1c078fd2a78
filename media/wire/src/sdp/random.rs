//! Randomness for SSRCs and ICE credentials, given from outside so that tests repeat.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::session::IceCredentials;

/// Fills a buffer with random bytes.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send + Sync>;

/// RFC 8839 §5.4 allows 4–256 `ice-char`; 8 characters of 6 bits = 48 bits: no two peers of a process collide.
/// The mark comes before them.
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

/// Marks that [`new_ice_credentials`] tells apart: one `ice-char`.
pub const ICE_MARKS: u8 = 64;

/// The mark of a user name fragment that [`new_ice_credentials`] made; of others any number below
/// [`ICE_MARKS`], or `None`.
pub fn ice_mark(ufrag: &str) -> Option<u8> {
    let first = ufrag.bytes().next()?;
    let mark = ICE_CHARS.iter().position(|known| *known == first)?;
    u8::try_from(mark).ok()
}

/// Fresh ICE credentials (RFC 8445 §5.3). `mark` (below [`ICE_MARKS`]) can be read from the ufrag, which
/// every connectivity check carries: it says which of several receivers the check is for.
pub fn new_ice_credentials(random: &mut Random, mark: u8) -> IceCredentials {
    let mut characters = |count: usize| -> String {
        let mut bytes = vec![0; count];
        random(&mut bytes);
        bytes
            .iter()
            .map(|byte| char::from(ICE_CHARS[usize::from(byte & 63)]))
            .collect()
    };
    let mark = char::from(ICE_CHARS[usize::from(mark % ICE_MARKS)]);
    IceCredentials {
        ufrag: format!("{mark}{}", characters(UFRAG_LEN)),
        pwd: characters(PWD_LEN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_read_back_from_the_ufrag_and_foreign_ones_are_harmless() {
        let mut random = seeded_random(1);
        for mark in 0..ICE_MARKS {
            let ice = new_ice_credentials(&mut random, mark);
            assert_eq!(ice_mark(&ice.ufrag), Some(mark));
            assert_eq!((ice.ufrag.len(), ice.pwd.len()), (9, 24));
        }
        assert_eq!((ice_mark(""), ice_mark("ü")), (None, None));
    }
}
