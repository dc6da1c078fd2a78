/** The calls about accounts (docs/reference/http-api.md, "Accounts"), typed; see `meetings.ts` for how answers are checked. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export type SiteRole = "owner" | "administrator" | "member";
export type SiteRight = "see_directory" | "manage_people" | "manage_administrators" | "manage_site";

export interface Account {
  id: string;
  name: string;
  email: string;
  language: string;
  time_zone: string;
  /** Path of the picture; empty = none. */
  picture: string;
  role: SiteRole;
  rights: readonly SiteRight[];
}
export interface AccountSession {
  id: string;
  /** Browser and system; empty = it did not say. */
  device: string;
  created_at: string;
  seen_at: string;
  /** It is this browser's. */
  here: boolean;
}
export type Purpose = "owner" | "invitation" | "reset";
export interface OpenedLink {
  purpose: Purpose;
  name: string;
  email: string;
}
export interface LinkAnswer {
  password: string;
  name?: string;
  email?: string;
  language?: string;
  time_zone?: string;
}
export interface About {
  version: string;
  /** Letters can be sent. */
  mail: boolean;
}

/** The account that this browser is signed in to; null = a guest. */
export async function whoAmI(): Promise<Account | null> {
  const answer = await request("GET", "/api/me");
  if (!isRecord(answer)) throw new ApiError("unknown", 200);
  return answer.account === null ? null : account(answer.account);
}

export async function signIn(email: string, password: string): Promise<Account> {
  return account(await request("POST", "/api/session", { email, password }));
}

export async function signOut(): Promise<void> {
  await request("DELETE", "/api/session");
}

export async function lookAtLink(secret: string): Promise<OpenedLink> {
  const opened = await request("POST", "/api/links/look", { secret });
  if (!isRecord(opened) || typeof opened.purpose !== "string") throw new ApiError("unknown", 200);
  return opened as unknown as OpenedLink;
}

export async function acceptLink(secret: string, answer: LinkAnswer): Promise<Account> {
  return account(await request("POST", "/api/links/use", { secret, ...answer }));
}

export async function askForNewPassword(email: string): Promise<void> {
  await request("POST", "/api/password-resets", { email });
}

export async function changeMe(change: { name?: string; language?: string; time_zone?: string }): Promise<Account> {
  return account(await request("PATCH", "/api/me", change));
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  await request("PUT", "/api/me/password", { old, new: fresh });
}

/** `null` = initials again. */
export async function setPicture(picture: Blob | null): Promise<Account> {
  return account(await request(picture === null ? "DELETE" : "PUT", "/api/me/picture", picture ?? undefined));
}

export async function listSessions(): Promise<AccountSession[]> {
  const answer = await request("GET", "/api/me/sessions");
  if (!isRecord(answer) || !Array.isArray(answer.sessions)) throw new ApiError("unknown", 200);
  return answer.sessions as AccountSession[];
}

/** `null` = all but this browser's. */
export async function endSession(id: string | null): Promise<void> {
  await request("DELETE", id === null ? "/api/me/sessions" : `/api/me/sessions/${encodeURIComponent(id)}`);
}

export async function aboutServer(): Promise<About> {
  const answer = await request("GET", "/api/about");
  if (!isRecord(answer)) throw new ApiError("unknown", 200);
  return { version: String(answer.version), mail: answer.mail === true };
}

function account(answer: unknown): Account {
  const fine = isRecord(answer) && typeof answer.id === "string" && typeof answer.name === "string";
  if (!fine || !Array.isArray(answer.rights)) throw new ApiError("unknown", 200);
  return answer as unknown as Account;
}
