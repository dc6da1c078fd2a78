/** What hosts do about a meeting and its people, typed. Answers are checked for what we use. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";
import type { Source } from "./meetings";

/** What participants may do by themselves; each can be switched off. */
export const RIGHTS = [
  "microphone",
  "camera",
  "share",
  "chat",
  "private_chat",
  "hand",
  "react",
  "rename",
  "see_names",
] as const;
export type Right = (typeof RIGHTS)[number];
export type EntryRule = "link" | "signed_in" | "invited";

export interface Rules {
  entry: EntryRule;
  /** What happens to those who do not come straight in. */
  others: "wait" | "refuse";
  /** Empty = none. */
  pin: string;
  /** 0 = the site's limit. */
  places: number;
  /** Longest length; 0 = the site's limit. */
  minutes: number;
  locked: boolean;
  switches: Record<Right, boolean>;
  /** Which of them the site has fixed: `entry`, `others`, and names of rights. */
  forced: readonly string[];
}
export type RulesChange = Partial<Pick<Rules, "entry" | "others" | "pin" | "places" | "minutes">> & {
  switches?: Partial<Record<Right, boolean>>;
};
export interface WaitingPerson {
  identity: string;
  name: string;
  /** ISO 8601 UTC. */
  since: string;
}
export interface WaitingLine {
  waiting: WaitingPerson[];
  note: string;
}
export interface Named {
  identity: string;
  name: string;
}

export interface HostServer {
  rules(): Promise<Rules>;
  changeRules(change: RulesChange): Promise<Rules>;
  stopEverything(): Promise<Rules>;
  line(): Promise<WaitingLine>;
  /** null = everybody who waits. */
  admit(identity: string | null): Promise<void>;
  deny(identity: string): Promise<void>;
  writeNote(text: string): Promise<void>;
  sendBack(identity: string): Promise<void>;
  /** Ask somebody to turn a device on; gives the right to it. */
  ask(identity: string, source: Source): Promise<void>;
  /** Take back what was given to this person alone. */
  takeBack(identity: string): Promise<void>;
  spotlight(identity: string | null): Promise<void>;
  /** Whose turn it is now; null = no hand is up. */
  nextSpeaker(): Promise<string | null>;
  lowerHands(): Promise<void>;
  undoMuteAll(): Promise<void>;
  transfer(identity: string): Promise<void>;
  rename(identity: string, name: string): Promise<void>;
  bans(): Promise<Named[]>;
  letBack(identity: string): Promise<void>;
  /** Identity → real name, while others see numbers. */
  names(): Promise<Record<string, string>>;
  /** The link of a signed invitation that works for so many hours. */
  invite(role: string, name: string, hours: number): Promise<string>;
  report(identity: string, text: string): Promise<void>;
  react(emoji: string): Promise<void>;
}

export function hostServer(meeting: string): HostServer {
  const at = `/api/meetings/${encodeURIComponent(meeting)}`;
  const person = (identity: string) => `${at}/participants/${encodeURIComponent(identity)}`;
  const done = async (answer: Promise<unknown>): Promise<void> => void (await answer);
  return {
    rules: async () => rulesOf(await request("GET", `${at}/rules`)),
    changeRules: async (change) => rulesOf(await request("PATCH", `${at}/rules`, change)),
    stopEverything: async () => rulesOf(await request("POST", `${at}/stop`)),
    line: async () => lineOf(await request("GET", `${at}/waiting`)),
    admit: (identity) => done(request("POST", `${at}/waiting/admit`, { identity })),
    deny: (identity) => done(request("DELETE", `${at}/waiting/${encodeURIComponent(identity)}`)),
    writeNote: (text) => done(request("PUT", `${at}/waiting/note`, { text })),
    sendBack: (identity) => done(request("POST", `${person(identity)}/wait`)),
    ask: (identity, source) => done(request("POST", `${person(identity)}/ask`, { source })),
    takeBack: (identity) => done(request("DELETE", `${person(identity)}/granted`)),
    spotlight: (identity) => done(request("PUT", `${at}/spotlight`, { identity })),
    nextSpeaker: async () => textOf(await request("POST", `${at}/hands/next`), "identity"),
    lowerHands: () => done(request("DELETE", `${at}/hands`)),
    undoMuteAll: () => done(request("POST", `${at}/mute-all/undo`)),
    transfer: (identity) => done(request("POST", `${person(identity)}/host`)),
    rename: (identity, name) => done(request("PATCH", person(identity), { name })),
    bans: async () => peopleOf(await request("GET", `${at}/bans`), "banned"),
    letBack: (identity) => done(request("DELETE", `${at}/bans/${encodeURIComponent(identity)}`)),
    names: async () => namesOf(await request("GET", `${at}/names`)),
    invite: async (role, name, hours) =>
      textOf(await request("POST", `${at}/invitations`, { role, name, hours }), "link") ?? "",
    report: (identity, text) => done(request("POST", `${person(identity)}/reports`, { text })),
    react: (emoji) => done(request("POST", `${at}/reactions`, { emoji })),
  };
}

function rulesOf(value: unknown): Rules {
  if (!isRecord(value) || !isRecord(value.switches)) throw new ApiError("unknown", 200);
  const { entry, others, pin, places, minutes, locked, switches, forced } = value;
  return {
    entry: entry === "signed_in" || entry === "invited" ? entry : "link",
    others: others === "refuse" ? "refuse" : "wait",
    pin: typeof pin === "string" ? pin : "",
    places: typeof places === "number" ? places : 0,
    minutes: typeof minutes === "number" ? minutes : 0,
    locked: locked === true,
    switches: Object.fromEntries(RIGHTS.map((right) => [right, switches[right] !== false])) as Record<Right, boolean>,
    forced: Array.isArray(forced) ? forced.filter((name) => typeof name === "string") : [],
  };
}

function lineOf(value: unknown): WaitingLine {
  const waiting = isRecord(value) && Array.isArray(value.waiting) ? value.waiting : [];
  const people = waiting.filter(
    (person): person is WaitingPerson => isNamed(person) && typeof (person as { since?: unknown }).since === "string",
  );
  return { waiting: people, note: textOf(value, "note") ?? "" };
}

function peopleOf(value: unknown, field: string): Named[] {
  const found = isRecord(value) ? value[field] : null;
  return Array.isArray(found) ? found.filter(isNamed) : [];
}

function isNamed(value: unknown): value is Named {
  return isRecord(value) && typeof value.identity === "string" && typeof value.name === "string";
}

function namesOf(value: unknown): Record<string, string> {
  const names = isRecord(value) && isRecord(value.names) ? value.names : {};
  return Object.fromEntries(
    Object.entries(names).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function textOf(value: unknown, field: string): string | null {
  const text = isRecord(value) ? value[field] : null;
  return typeof text === "string" ? text : null;
}
