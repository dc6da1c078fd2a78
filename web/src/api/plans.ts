/** The calls about planned meetings, typed. Local moments are `2027-03-01T09:00`, in the plan's own time zone. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export type Scope = "one" | "following" | "all";
export type Answer = "open" | "yes" | "maybe" | "no";

/** One date as its owner or an invited person sees it. */
export interface PlanDate {
  plan: string;
  meeting: string;
  /** Local; names the date in later calls. */
  date: string;
  /** ISO 8601 with offset. */
  starts: string;
  ends: string;
  title: string;
  agenda: string;
  zone: string;
  repeats: boolean;
  changed: boolean;
  mine: boolean;
  /** null = is not among the invited. */
  answer: Answer | null;
}
export interface Invitee {
  address: string;
  name: string;
  answer: Answer;
}
export interface Plan {
  id: string;
  meeting: string;
  title: string;
  agenda: string;
  starts: string;
  minutes: number;
  zone: string;
  /** RFC 5545; empty = once. */
  recurrence: string;
  early_minutes: number | null;
  /** Asked of whoever is not invited; empty = none, or not mine to know. */
  pin: string;
  mine: boolean;
  cancelled: boolean;
  invitees: Invitee[];
}
export interface NewPlan {
  title: string;
  agenda: string;
  starts: string;
  minutes: number;
  zone: string;
  recurrence: string;
  /** null = others than hosts come in at any time. */
  early_minutes: number | null;
  invitees: string[];
  /** Id of the template whose rules the meeting gets. */
  template?: string;
}
export interface PlanChange {
  date: string;
  scope: Scope;
  title?: string;
  agenda?: string;
  starts?: string;
  minutes?: number;
  zone?: string;
  recurrence?: string;
  early_minutes?: number | null;
}

/** Dates of a window of at most 400 days, by start. */
export async function agenda(since: Date, until: Date): Promise<PlanDate[]> {
  const window = new URLSearchParams({ since: since.toISOString(), until: until.toISOString() });
  const answer = await request("GET", `/api/agenda?${window}`);
  if (!isRecord(answer) || !Array.isArray(answer.dates)) throw new ApiError("unknown", 200);
  return answer.dates as PlanDate[];
}

export async function planMeeting(plan: NewPlan): Promise<Plan> {
  return asPlan(await request("POST", "/api/plans", plan));
}

export async function lookAtPlan(id: string): Promise<Plan> {
  return asPlan(await request("GET", path(id)));
}

/** Answers the plan that holds the date now: "following" makes a new one. */
export async function changePlan(id: string, change: PlanChange): Promise<Plan> {
  return asPlan(await request("PATCH", path(id), change));
}

export async function cancelPlan(id: string, date: string, scope: Scope): Promise<void> {
  await request("POST", `${path(id)}/cancel`, { date, scope });
}

/** Make exactly these the invited. */
export async function invite(id: string, addresses: readonly string[]): Promise<Plan> {
  return asPlan(await request("PUT", `${path(id)}/invitees`, { addresses }));
}

export async function answerPlan(id: string, answer: Answer): Promise<void> {
  await request("PUT", `${path(id)}/answer`, { answer });
}

/** Where the plan is to be had for a calendar application. */
export function planFile(id: string): string {
  return `${path(id)}/file.ics`;
}

export async function ownRoom(): Promise<{ meeting: string; link: string }> {
  const answer = await request("GET", "/api/me/room");
  if (!isRecord(answer) || typeof answer.meeting !== "string" || typeof answer.link !== "string")
    throw new ApiError("unknown", 200);
  return { meeting: answer.meeting, link: answer.link };
}

/** A new private address of one's calendar; the one before is dead. */
export async function newFeed(): Promise<string> {
  const answer = await request("POST", "/api/me/feed");
  if (!isRecord(answer) || typeof answer.address !== "string") throw new ApiError("unknown", 201);
  return answer.address;
}

function path(id: string): string {
  return `/api/plans/${encodeURIComponent(id)}`;
}

function asPlan(answer: unknown): Plan {
  if (!isRecord(answer) || typeof answer.id !== "string" || !Array.isArray(answer.invitees))
    throw new ApiError("unknown", 200);
  return answer as unknown as Plan;
}
