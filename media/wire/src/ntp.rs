//! NTP 64-bit timestamps (RFC 3550 §4): 32 bits of seconds since 1900, 32 bits of fraction.

use std::time::Duration;

/// Seconds from 1900-01-01 (NTP era 0) to 1970-01-01 (Unix).
pub const NTP_UNIX_OFFSET_SECONDS: u64 = 2_208_988_800;

/// Time since the Unix epoch as NTP. Seconds wrap at the era change (2036), as the format demands.
pub fn from_unix(since_epoch: Duration) -> u64 {
    let seconds = since_epoch.as_secs().wrapping_add(NTP_UNIX_OFFSET_SECONDS) << 32;
    seconds | ((u64::from(since_epoch.subsec_nanos()) << 32) / 1_000_000_000)
}

/// A span as 32.32 fixed point.
pub fn from_duration(span: Duration) -> u64 {
    (span.as_secs() << 32) | ((u64::from(span.subsec_nanos()) << 32) / 1_000_000_000)
}

/// A span of 32.32 fixed point, rounded to the nearest nanosecond.
pub fn to_duration(ntp: u64) -> Duration {
    let nanos = ((ntp & 0xffff_ffff) * 1_000_000_000 + (1 << 31)) >> 32;
    Duration::from_secs(ntp >> 32) + Duration::from_nanos(nanos)
}

/// The middle 32 bits: what LSR, LRR and RRTR carry (16.16 seconds).
pub const fn middle(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// A span in units of 1/65536 s: DLSR, DLRR. Saturates after 18 hours.
pub fn to_short(span: Duration) -> u32 {
    u32::try_from(from_duration(span) >> 16).unwrap_or(u32::MAX)
}

/// A span given in units of 1/65536 s.
pub fn from_short(units: u32) -> Duration {
    to_duration(u64::from(units) << 16)
}

/// Round trip from a report block (RFC 3550 §6.4.1): now − LSR − DLSR. `None` when LSR is 0 (no
/// sender report had reached the reporter) or the sum is negative (clock trouble, forged values).
pub fn round_trip(now_ntp: u64, last_sr: u32, delay_since_last_sr: u32) -> Option<Duration> {
    if last_sr == 0 {
        return None;
    }
    let units = middle(now_ntp)
        .wrapping_sub(last_sr)
        .wrapping_sub(delay_since_last_sr);
    (units < 0x8000_0000).then(|| from_short(units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unix_epoch_has_its_well_known_ntp_seconds() {
        assert_eq!(from_unix(Duration::ZERO), 2_208_988_800 << 32);
        assert_eq!(from_unix(Duration::from_millis(500)) as u32, 1 << 31);
    }

    #[test]
    fn spans_survive_the_round_trip_to_a_nanosecond() {
        for nanos in [0, 1, 999_999_999, 1_500_000_000, 86_400_000_000_001] {
            let span = Duration::from_nanos(nanos);
            assert!(to_duration(from_duration(span)).abs_diff(span) <= Duration::from_nanos(1));
        }
    }

    #[test]
    fn round_trip_follows_the_example_of_rfc_3550() {
        // RFC 3550 figure 2: A = 0xb710:8000, LSR = 0xb705:2000, DLSR = 0x0005:4000 → 6.125 s.
        let now = 0xb44d_b710_8000_0000_u64;
        assert_eq!(
            round_trip(now, 0xb705_2000, 0x0005_4000),
            Some(Duration::from_millis(6_125))
        );
        assert_eq!(round_trip(now, 0, 0), None);
        assert_eq!(round_trip(now, 0xb710_9000, 0), None, "negative");
    }
}
