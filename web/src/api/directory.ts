/** The calls about the people of the site, typed. */
import { isRecord } from "@/platform/storage";
import type { Purpose, SiteRole } from "./accounts";
import { ApiError, request } from "./http";

export interface PersonCard {
  id: string;
  name: string;
  email: string;
  picture: string;
  role: SiteRole;
  active: boolean;
  /** Has an invitation and never came yet. */
  invited: boolean;
  language: string;
  time_zone: string;
}
export interface PeoplePage {
  people: PersonCard[];
  /** For the next page; empty = this was the last. */
  next: string;
}
export interface PersonLink {
  purpose: Purpose;
  link: string;
  mailed: boolean;
}
export type Outcome = "create" | "update" | "same" | "error";
export interface TableLine {
  line: number;
  outcome: Outcome;
  email: string;
  name: string;
  changes: string[];
  problem: string;
}
export interface TableLink {
  email: string;
  name: string;
  link: string;
  mailed: boolean;
}
export interface Imported {
  lines: TableLine[];
  links: TableLink[];
}
export interface PersonChange {
  name?: string;
  role?: SiteRole;
  active?: boolean;
}

export async function listPeople(query: string, after: string): Promise<PeoplePage> {
  const answer = await request("GET", `/api/people?${new URLSearchParams({ q: query, after, limit: "50" })}`);
  if (!isRecord(answer) || !Array.isArray(answer.people) || typeof answer.next !== "string")
    throw new ApiError("unknown", 200);
  return answer as unknown as PeoplePage;
}

export async function invitePerson(wish: {
  email: string;
  name: string;
  role: SiteRole;
  language: string;
  time_zone: string;
}): Promise<{ person: PersonCard; link: PersonLink }> {
  const answer = await request("POST", "/api/people", wish);
  if (!isRecord(answer) || !isRecord(answer.person) || !isRecord(answer.link)) throw new ApiError("unknown", 201);
  return answer as unknown as { person: PersonCard; link: PersonLink };
}

export async function changePerson(id: string, change: PersonChange): Promise<PersonCard> {
  const answer = await request("PATCH", `/api/people/${encodeURIComponent(id)}`, change);
  if (!isRecord(answer) || typeof answer.id !== "string") throw new ApiError("unknown", 200);
  return answer as unknown as PersonCard;
}

/** For good, with messages, files and planned meetings. `name`: the person's, typed; the server refuses another. */
export async function erasePerson(id: string, name: string): Promise<void> {
  await request("POST", `/api/people/${encodeURIComponent(id)}/erase`, { name });
}

/** The invitation again, or a new password. */
export async function linkFor(id: string): Promise<PersonLink> {
  const answer = await request("POST", `/api/people/${encodeURIComponent(id)}/link`, {});
  if (!isRecord(answer) || typeof answer.link !== "string") throw new ApiError("unknown", 200);
  return answer as unknown as PersonLink;
}

/** What a table would change, or (`apply`) what it changed. */
export async function importPeople(table: string, apply: boolean): Promise<Imported> {
  const answer = await request("POST", "/api/people/import", { table, apply });
  if (!isRecord(answer) || !Array.isArray(answer.lines) || !Array.isArray(answer.links))
    throw new ApiError("unknown", 200);
  return answer as unknown as Imported;
}
