/**
 * Notices that nothing arrives any more, long before sockets and WebRTC do (15 s): a server that hangs keeps its
 * connections open. While a call lives, something comes at least every 2.5 s, be it only the answers to STUN checks
 * (RFC 7675).
 */
import type { Room } from "livekit-client";

/** ms between two looks. */
const EVERY = 1_000;
/** Looks in a row without any byte that mean silence. Fewer would call an idle call broken. */
export const SILENT_LOOKS = 4;

export interface Pulse {
  received: number;
  /** Looks in a row at the same number. */
  still: number;
}
export const FIRST_PULSE: Pulse = { received: -1, still: 0 };

/** The pulse after a look that saw `received` bytes and answers in all; another number, also a smaller one, is life. */
export function look(pulse: Pulse, received: number): Pulse {
  return received === pulse.received ? { received, still: pulse.still + 1 } : { received, still: 0 };
}

/** `tell(true)` when the line fell silent, `tell(false)` when it lives again, until the returned function is called. */
export function watchPulse(room: Room, tell: (silent: boolean) => void): () => void {
  let pulse = FIRST_PULSE;
  let silent = false;
  const timer = setInterval(async () => {
    const received = await receivedBy(room);
    if (received === null) return;
    pulse = look(pulse, received);
    const now = pulse.still >= SILENT_LOOKS;
    if (now === silent) return;
    silent = now;
    tell(silent);
  }, EVERY);
  return () => clearInterval(timer);
}

/** Everything that ever arrived on this connection; null while there is none. */
async function receivedBy(room: Room): Promise<number | null> {
  const report = await room.engine?.pcManager?.publisher.getStats()?.catch(() => undefined);
  if (!report) return null;
  let sum = 0;
  let pairs = 0;
  for (const entry of report.values()) {
    if (entry.type !== "candidate-pair") continue;
    pairs += 1;
    sum += (entry.bytesReceived ?? 0) + (entry.responsesReceived ?? 0) + (entry.requestsReceived ?? 0);
  }
  return pairs === 0 ? null : sum;
}
