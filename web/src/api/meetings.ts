/**
 * The calls about meetings, typed. Answers are checked for the fields we use: a server of another version gives an
 * `ApiError("unknown")`, not a crash three screens later.
 */
import { isRecord } from "@/platform/storage";
import { outlookOf, type Ticket, WaitingAtDoor } from "./door";
import { ApiError, request } from "./http";

export type Role = "host" | "cohost" | "participant" | "observer";
export type Source = "microphone" | "camera" | "screen_share";

export interface NewMeeting {
  id: string;
  title: string;
  /** Absolute address to send to guests. */
  link: string;
}
export interface Meeting {
  id: string;
  title: string;
  locked: boolean;
  ended: boolean;
  /** How many are in the room now. */
  participants: number;
  max_participants: number;
  /** A PIN is asked of newcomers. */
  pin: boolean;
  /** Who this browser is there; null before the first join. */
  you: { identity: string; name: string; role: Role } | null;
}
export interface Credentials {
  /** For livekit-client. */
  url: string;
  token: string;
  identity: string;
  role: Role;
}
export async function createMeeting(title?: string): Promise<NewMeeting> {
  const made = await request("POST", "/api/meetings", title === undefined ? {} : { title });
  return checked<NewMeeting>(made, { id: "string", link: "string" });
}

export async function getMeeting(id: string): Promise<Meeting> {
  const meeting = await request("GET", at(id));
  return checked<Meeting>(meeting, { id: "string", locked: "boolean", ended: "boolean", participants: "number" });
}

/** Throws `WaitingAtDoor` when a host has to let this person in. */
export async function joinMeeting(id: string, name: string, ticket: Ticket = {}): Promise<Credentials> {
  const credentials = await request("POST", `${at(id)}/join`, { name, ...ticket });
  const outlook = outlookOf(credentials);
  if (outlook) throw new WaitingAtDoor(outlook);
  return checked<Credentials>(credentials, { url: "string", token: "string", identity: "string", role: "string" });
}

export async function setHand(id: string, raised: boolean): Promise<void> {
  await request("PUT", `${at(id)}/hand`, { raised });
}

export async function lowerHandOf(id: string, identity: string): Promise<void> {
  await request("DELETE", `${participant(id, identity)}/hand`);
}

export async function changeMeeting(id: string, change: { locked?: boolean; title?: string }): Promise<void> {
  await request("PATCH", at(id), change);
}

export async function endMeeting(id: string): Promise<void> {
  await request("POST", `${at(id)}/end`);
}

/** Identities whose microphone was turned off; `final` = they may not turn it on again by themselves. */
export async function muteAll(id: string, final = false): Promise<string[]> {
  const answer = await request("POST", `${at(id)}/mute-all`, { final });
  const muted = isRecord(answer) && Array.isArray(answer.muted) ? answer.muted : [];
  return muted.filter((identity): identity is string => typeof identity === "string");
}

export async function muteParticipant(id: string, identity: string, source: Source): Promise<void> {
  await request("POST", `${participant(id, identity)}/mute`, { source });
}

/** `back` = it may come again as a newcomer; otherwise it is banned from this meeting. */
export async function removeParticipant(id: string, identity: string, back = false): Promise<void> {
  await request("DELETE", `${participant(id, identity)}${back ? "?back=true" : ""}`);
}

export async function setRole(id: string, identity: string, role: Exclude<Role, "host">): Promise<void> {
  await request("PATCH", participant(id, identity), { role });
}

function at(id: string): string {
  return `/api/meetings/${encodeURIComponent(id)}`;
}

function participant(id: string, identity: string): string {
  return `${at(id)}/participants/${encodeURIComponent(identity)}`;
}

/** `value` as T if the named fields have the named kinds. */
function checked<T>(value: unknown, fields: Partial<Record<keyof T, "string" | "number" | "boolean">>): T {
  const fine = isRecord(value) && Object.entries(fields).every(([field, kind]) => typeof value[field] === kind);
  if (!fine) throw new ApiError("unknown", 200);
  return value as T;
}
