//! Tells the protocols apart that share one UDP port: first byte (RFC 7983), RTP against RTCP by
//! the second byte (RFC 5761 §4). Reads a STUN message only as far as its USERNAME.

/// STUN header length, RFC 8489 §5.
const STUN_HEADER: usize = 20;
/// RFC 8489 §5: fixed value that marks STUN.
const STUN_MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
/// Binding request, RFC 8489 §5.
const STUN_BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
/// USERNAME attribute, RFC 8489 §14.3.
const STUN_ATTR_USERNAME: u16 = 0x0006;
/// RFC 8489 §14.3: a USERNAME is shorter than 509 bytes.
const STUN_USERNAME_MAX: usize = 508;
/// RTP fixed header, RFC 3550 §5.1.
const RTP_MIN: usize = 12;
/// RTCP header and sender SSRC, RFC 3550 §6.
const RTCP_MIN: usize = 8;

/// What a datagram looks like from its first bytes. Nothing is authenticated yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketKind {
    /// RFC 8489.
    Stun,
    /// RFC 6347 / RFC 9147 record.
    Dtls,
    /// RTP (protected).
    Rtp,
    /// RTCP (protected).
    Rtcp,
    /// None of them, or too short for what it claims to be: drop.
    Other,
}

/// Sorts one datagram. Total: any bytes give an answer.
pub fn classify(datagram: &[u8]) -> PacketKind {
    match datagram {
        [0..=3, ..] if is_stun(datagram) => PacketKind::Stun,
        [20..=63, ..] => PacketKind::Dtls,
        [128..=191, 192..=223, ..] if datagram.len() >= RTCP_MIN => PacketKind::Rtcp,
        [128..=191, second, ..] if !(192..=223).contains(second) && datagram.len() >= RTP_MIN => {
            PacketKind::Rtp
        }
        _ => PacketKind::Other,
    }
}

fn is_stun(datagram: &[u8]) -> bool {
    datagram.len() >= STUN_HEADER && datagram.get(4..8) == Some(&STUN_MAGIC_COOKIE)
}

/// USERNAME of a STUN binding request (`ours:theirs`, RFC 8445 §7.2.2): tells which peer a new
/// address belongs to. Our ufrag is the part before the colon. Not authenticated: only a hint.
///
/// `None`: not a binding request, malformed, without USERNAME, or not UTF-8.
pub fn stun_username(datagram: &[u8]) -> Option<&str> {
    if !is_stun(datagram) || !datagram.starts_with(&STUN_BINDING_REQUEST) {
        return None;
    }
    let body_len = usize::from(be16(datagram, 2)?);
    let mut attributes = datagram.get(STUN_HEADER..STUN_HEADER + body_len)?;
    while !attributes.is_empty() {
        let kind = be16(attributes, 0)?;
        let len = usize::from(be16(attributes, 2)?);
        let value = attributes.get(4..4 + len)?;
        if kind == STUN_ATTR_USERNAME {
            return (len <= STUN_USERNAME_MAX)
                .then_some(value)
                .and_then(|v| std::str::from_utf8(v).ok());
        }
        attributes = attributes
            .get(4 + len.next_multiple_of(4)..)
            .unwrap_or_default();
    }
    None
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding_request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (kind, value) in attributes {
            body.extend(kind.to_be_bytes());
            body.extend((value.len() as u16).to_be_bytes());
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let mut message = vec![0, 1];
        message.extend((body.len() as u16).to_be_bytes());
        message.extend(STUN_MAGIC_COOKIE);
        message.extend([7; 12]);
        message.extend(body);
        message
    }

    #[test]
    fn first_bytes_decide_the_protocol() {
        let mut rtp = [0u8; 12];
        rtp[0] = 0x80;
        rtp[1] = 0x80 + 96; // marker and payload type 96
        assert_eq!(classify(&rtp), PacketKind::Rtp);
        rtp[1] = 200;
        assert_eq!(classify(&rtp), PacketKind::Rtcp);
        assert_eq!(classify(&[22, 254, 253]), PacketKind::Dtls);
        assert_eq!(classify(&binding_request(&[])), PacketKind::Stun);
        assert_eq!(classify(&[]), PacketKind::Other);
        assert_eq!(classify(&[0x80, 96, 0]), PacketKind::Other);
        assert_eq!(
            classify(&[0x40; 100]),
            PacketKind::Other,
            "TURN channel data is not for us"
        );
    }

    #[test]
    fn username_is_found_behind_other_attributes_with_padding() {
        let message = binding_request(&[
            (0x8022, b"abc"),
            (0x0006, b"ours:theirs"),
            (0x0024, &[0; 4]),
        ]);
        assert_eq!(stun_username(&message), Some("ours:theirs"));
    }

    #[test]
    fn truncated_or_foreign_stun_has_no_username() {
        let message = binding_request(&[(0x0006, b"ours:theirs")]);
        for len in 0..message.len() {
            assert_eq!(stun_username(&message[..len]), None);
        }
        let mut response = message.clone();
        response[0] = 1;
        assert_eq!(stun_username(&response), None);
        assert_eq!(
            stun_username(&binding_request(&[(0x0006, &[0xff, 0xfe])])),
            None
        );
    }
}
