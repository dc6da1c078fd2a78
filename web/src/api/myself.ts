/** The calls about one's own keys for programs and one's own data (docs/reference/http-api.md), typed. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export type KeySubject = "meetings" | "calendar" | "chat" | "people" | "profile" | "admin";
export type Scope = `${KeySubject}:${"read" | "write"}`;

export interface ProgramKey {
  id: string;
  label: string;
  scopes: readonly Scope[];
  created_at: string;
  expires_at: string;
  /** To ten minutes; null = never. */
  used_at: string | null;
}
export interface NewKey {
  label: string;
  scopes: readonly Scope[];
  days: number;
}
export interface MadeKey {
  key: ProgramKey;
  /** Never given again. */
  secret: string;
}

/** Everything that is kept about the caller, as a ZIP: an address that the browser downloads from. */
export const MY_DATA = "/api/me/export";

/** Newest first; expired ones for some weeks more. */
export async function listKeys(): Promise<ProgramKey[]> {
  const answer = await request("GET", "/api/me/keys");
  if (!isRecord(answer) || !Array.isArray(answer.keys)) throw new ApiError("unknown", 200);
  return answer.keys as ProgramKey[];
}

export async function makeKey(wish: NewKey): Promise<MadeKey> {
  const answer = await request("POST", "/api/me/keys", wish);
  if (!isRecord(answer) || typeof answer.secret !== "string") throw new ApiError("unknown", 201);
  return answer as unknown as MadeKey;
}

export async function revokeKey(id: string): Promise<void> {
  await request("DELETE", `/api/me/keys/${encodeURIComponent(id)}`);
}

/** The account and what it wrote and uploaded, for good. */
export async function eraseMe(password: string): Promise<void> {
  await request("POST", "/api/me/erase", { password });
}
