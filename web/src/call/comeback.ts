/** The rules of coming back: which disconnects are final, which refusals are, and how long to wait between attempts. Pure. */
import { DisconnectReason } from "livekit-client";
import type { ErrorCode } from "@/api/http";
import type { EndReason } from "./endings";

/** ms after which coming back is given up. A restart of the server takes seconds, a lift or a tunnel two minutes. */
export const PATIENCE = 180_000;
/** ms before each attempt; the last repeats. Shorter would drown a server that just started. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000] as const;
/** Share of a pause by which attempts of many browsers spread. */
const SPREAD = 0.3;

const FINAL = new Map<DisconnectReason, EndReason>([
  [DisconnectReason.CLIENT_INITIATED, "left"],
  [DisconnectReason.DUPLICATE_IDENTITY, "other_tab"],
  [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
  [DisconnectReason.ROOM_DELETED, "ended"],
  [DisconnectReason.ROOM_CLOSED, "ended"],
]);

const REFUSED: Partial<Record<ErrorCode, EndReason>> = {
  removed: "removed",
  meeting_ended: "ended",
  meeting_locked: "locked",
  meeting_full: "full",
  meeting_not_found: "ended",
  waiting: "waiting",
};

/** Why the stay is over; null when it should be taken up again (server restarting, line lost, state mismatch …). */
export function endReasonOf(reason: DisconnectReason | undefined): EndReason | null {
  return (reason !== undefined && FINAL.get(reason)) || null;
}

/** The refusal of a rejoin that no further attempt changes; null = try again. */
export function refusalOf(code: ErrorCode): EndReason | null {
  return REFUSED[code] ?? null;
}

/** ms to wait before attempt 0, 1, 2 …; `random` is 0…1. */
export function nextPause(attempt: number, random: number): number {
  const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? PAUSES[0];
  return Math.round(pause * (1 + SPREAD * (random * 2 - 1)));
}
