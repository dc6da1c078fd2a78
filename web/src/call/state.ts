/**
 * What a call looks like as plain data: the session writes it, screens and rules read it, tests make it by hand.
 * It knows neither React nor livekit-client.
 */
import type { Role } from "@/api/meetings";
import type { EndReason } from "./endings";

/** `lost` = nothing arrives from this person at present. */
export type Quality = "unknown" | "good" | "poor" | "lost";
export type VideoSource = "camera" | "screen";

export interface Participant {
  identity: string;
  name: string;
  /** Path of the account's picture; empty = initials. */
  face: string;
  role: Role;
  local: boolean;
  /** Rights given to this person alone, with commas. */
  granted: string;
  /** Order of raising, from 1; null = hand is down. */
  hand: number | null;
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  /** Id of the track that can be shown now; null while it is off or still on its way. */
  cameraTrack: string | null;
  screenTrack: string | null;
  speaking: boolean;
  quality: Quality;
}

export type Connection =
  | { at: "connecting" }
  | { at: "connected" }
  /** `since`: ms of the session's clock; `cause` chooses the words. */
  | { at: "reconnecting"; since: number; cause: "line" | "server" }
  | { at: "ended"; reason: EndReason };

export interface SessionState {
  connection: Connection;
  /** In the order of arrival, the local person first. Entries that did not change stay the same object. */
  participants: readonly Participant[];
  /** `title` is "" until the room tells; `off`: rights switched off, with commas; `spotlight`: who is large for everybody. */
  room: { title: string; locked: boolean; off: string; spotlight: string | null };
  /** The host turned my device off; until I turn it on or wave it away. */
  mutedByHost: { microphone: boolean; camera: boolean };
  /** My microphone is on and gives nothing at all. */
  silent: boolean;
  /** I speak while my microphone is off. */
  speakingWhileMuted: boolean;
  /** The browser holds sound back until a press. */
  soundBlocked: boolean;
  sharing: "off" | "starting" | "on";
}

export const FIRST_STATE: SessionState = {
  connection: { at: "connecting" },
  participants: [],
  room: { title: "", locked: false, off: "", spotlight: null },
  mutedByHost: { microphone: false, camera: false },
  silent: false,
  speakingWhileMuted: false,
  soundBlocked: false,
  sharing: "off",
};

export function localOf(state: SessionState): Participant | undefined {
  return state.participants.find(({ local }) => local);
}

/** Whether `role` may mute, remove, lock and lower hands. */
export function canModerate(role: Role): boolean {
  return role === "host" || role === "cohost";
}

/** `next`, but with each entry that equals its predecessor replaced by it, so that readers compare by identity. */
export function keepUnchanged(before: readonly Participant[], next: readonly Participant[]): readonly Participant[] {
  const known = new Map(before.map((person) => [person.identity, person]));
  let changed = before.length !== next.length;
  const merged = next.map((person, index) => {
    const old = known.get(person.identity);
    const kept = old !== undefined && isSame(old, person) ? old : person;
    if (kept !== before[index]) changed = true;
    return kept;
  });
  return changed ? merged : before;
}

function isSame(one: Participant, other: Participant): boolean {
  return (Object.keys(one) as (keyof Participant)[]).every((field) => one[field] === other[field]);
}
