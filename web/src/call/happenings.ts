/**
 * What happened between two states of a call, in the terms people speak of: somebody came, left, raised a hand, began
 * to share. Sounds, notes and screen readers live on it. Pure.
 */
import type { Role } from "@/api/meetings";
import { localOf, type SessionState } from "./state";

/** Of others, with their name. */
export type OfOthers = {
  what: "joined" | "left" | "hand" | "sharing" | "stopped_sharing";
  identity: string;
  name: string;
  /** Order of the raised hand; 0 for everything else. */
  hand: number;
};
/** Of me and of the meeting as a whole. `*_off`: by the host. */
export type OfMine = {
  what:
    | "locked"
    | "unlocked"
    | "microphone_off"
    | "camera_off"
    | "made_host"
    | "made_cohost"
    | "no_longer_cohost"
    | "made_observer"
    | "spotlit";
};
export type Happening = OfOthers | OfMine;

/** Empty while not in the call: who was there before me did not "join", and a broken line is not everybody's leaving. */
export function happenings(before: SessionState, after: SessionState): Happening[] {
  if (before.connection.at !== "connected" || after.connection.at !== "connected") return [];
  return [...ofPeople(before, after), ...ofMe(before, after)];
}

function ofPeople(before: SessionState, after: SessionState): OfOthers[] {
  if (before.participants === after.participants) return [];
  const found: OfOthers[] = [];
  const old = new Map(before.participants.map((person) => [person.identity, person]));
  for (const person of after.participants) {
    const was = old.get(person.identity);
    old.delete(person.identity);
    if (person.local || was === person) continue;
    const { identity, name } = person;
    const add = (what: OfOthers["what"], hand = 0) => found.push({ what, identity, name, hand });
    if (was === undefined) add("joined");
    if (person.hand !== null && (was?.hand ?? null) === null) add("hand", person.hand);
    if (person.screen && !was?.screen) add("sharing");
    if (!person.screen && was?.screen) add("stopped_sharing");
  }
  for (const { identity, name, local } of old.values())
    if (!local) found.push({ what: "left", identity, name, hand: 0 });
  return found;
}

function ofMe(before: SessionState, after: SessionState): OfMine[] {
  const found: OfMine[] = [];
  if (before.room.locked !== after.room.locked) found.push({ what: after.room.locked ? "locked" : "unlocked" });
  if (after.mutedByHost.microphone && !before.mutedByHost.microphone) found.push({ what: "microphone_off" });
  if (after.mutedByHost.camera && !before.mutedByHost.camera) found.push({ what: "camera_off" });
  const was = localOf(before)?.role;
  const is = localOf(after)?.role;
  if (was !== undefined && is !== undefined && was !== is) found.push(...ofRole(was, is));
  const me = localOf(after)?.identity;
  if (after.room.spotlight === me && before.room.spotlight !== me && me !== undefined) found.push({ what: "spotlit" });
  return found;
}

function ofRole(was: Role, is: Role): OfMine[] {
  if (is === "host") return [{ what: "made_host" }];
  if (is === "cohost") return [{ what: "made_cohost" }];
  if (is === "observer") return [{ what: "made_observer" }];
  return was === "cohost" || was === "host" ? [{ what: "no_longer_cohost" }] : [];
}
