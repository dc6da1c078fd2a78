/** The door from outside: what somebody shows, and how it stands while a host has not let them in. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

/** What is shown at the door, where it asks for it. */
export interface Ticket {
  pin?: string;
  /** Text of a signed invitation. */
  invitation?: string;
}

/** All that the server tells somebody who waits. */
export interface Outlook {
  /** `admitted` = join now; `away` = no longer in the line: knock again. */
  state: "waiting" | "admitted" | "away";
  /** ISO 8601 UTC. */
  since: string | null;
  /** In line, from 1. */
  place: number;
  /** From a host. */
  note: string;
  host_here: boolean;
  /** The meeting's time has not come: it opens by itself with a host's coming, or at `opens` (ISO 8601 UTC). */
  early: boolean;
  opens: string | null;
}

/** Joining worked as far as it can: now a host decides. */
export class WaitingAtDoor extends ApiError {
  override name = "WaitingAtDoor";
  constructor(readonly outlook: Outlook) {
    super("waiting", 202);
  }
}

/** How it stands; asking keeps the place in line. */
export async function lookAtDoor(meeting: string): Promise<Outlook> {
  const outlook = outlookOf(await request("GET", mine(meeting)));
  if (outlook === null) throw new ApiError("unknown", 200);
  return outlook;
}

export async function giveUpWaiting(meeting: string): Promise<void> {
  await request("DELETE", mine(meeting));
}

/** null = something else. */
export function outlookOf(value: unknown): Outlook | null {
  if (!isRecord(value)) return null;
  const { state, since, place, note, host_here, early, opens } = value;
  if (state !== "waiting" && state !== "admitted" && state !== "away") return null;
  return {
    state,
    since: typeof since === "string" ? since : null,
    place: typeof place === "number" ? place : 0,
    note: typeof note === "string" ? note : "",
    host_here: host_here === true,
    early: early === true,
    opens: typeof opens === "string" ? opens : null,
  };
}

function mine(meeting: string): string {
  return `/api/meetings/${encodeURIComponent(meeting)}/waiting/me`;
}
