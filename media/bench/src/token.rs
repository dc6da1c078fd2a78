//! Access tokens for `serve --dev`: HS256 JWT (RFC 7515, RFC 7519) with `LiveKit`'s grants.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Key of `serve --dev`.
const KEY: &str = "devkey";
/// Secret of `serve --dev`.
const SECRET: &[u8] = b"secret";
/// Seconds that a token lives; a bench is shorter.
const TTL_S: u64 = 3_600;

/// A token that lets `identity` join `room`. `now_s` is Unix time. Both names must need no JSON escapes.
pub fn join_token(identity: &str, room: &str, now_s: u64) -> String {
    let claims = format!(
        r#"{{"iss":"{KEY}","sub":"{identity}","name":"{identity}","nbf":{},"exp":{},"video":{{"roomJoin":true,"room":"{room}"}}}}"#,
        now_s.saturating_sub(10),
        now_s + TTL_S
    );
    let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
    format!(
        "{signed}.{}",
        URL_SAFE_NO_PAD.encode(hs256(signed.as_bytes()))
    )
}

fn hs256(message: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SECRET) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_three_parts_and_names_room_and_identity() {
        let token = join_token("bob", "r1", 1_000);
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
        assert!(
            claims.contains(r#""sub":"bob""#) && claims.contains(r#""room":"r1""#),
            "{claims}"
        );
    }

    #[test]
    fn the_signature_is_hmac_sha256_of_the_secret() {
        // Computed with Python: hmac.new(b"secret", b"abc", "sha256"), the first eight bytes.
        assert_eq!(
            hs256(b"abc")[..8],
            [0x99, 0x46, 0xda, 0xd4, 0xe0, 0x0e, 0x91, 0x3f]
        );
    }
}
