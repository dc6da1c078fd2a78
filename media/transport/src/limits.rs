//! Bounds and timeouts of a transport. Each says what a higher or a lower value would cost.

use std::time::Duration;

/// Without authenticated STUN for so long the path counts as broken. Browsers check each 2.5 s:
/// lower flaps on two lost checks, higher tells people late that somebody's line is dead.
pub const DISCONNECTED_AFTER: Duration = Duration::from_secs(6);
/// Without authenticated STUN for so long the peer is gone (total ICE tolerance of LiveKit).
/// Higher keeps ghosts in the room, lower ends calls in a tunnel.
pub const GONE_AFTER: Duration = Duration::from_secs(15);
/// From the first authenticated STUN to the end of the DTLS handshake; also how long a peer may
/// stay without any STUN after its answer. Higher keeps half-open peers' memory.
pub const HANDSHAKE_WITHIN: Duration = Duration::from_secs(15);
/// Longest data message, either way: LiveKit's clients cut at 64,000 bytes.
pub const MESSAGE_MAX_BYTES: usize = 64_000;
/// Bytes that may wait for a slow reader over all channels. Higher costs memory per slow peer,
/// lower drops bursts of file chunks.
pub const SEND_BUFFER_BYTES: usize = 1 << 20;
/// Outputs that may wait to be polled; more means that the caller does not poll.
pub const OUTPUTS_MAX: usize = 4_096;
/// Channels that one client may open: three are used, the rest would be memory for nothing.
pub const CHANNELS_MAX: usize = 8;
