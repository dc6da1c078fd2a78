/**
 * The calls of the administration (docs/reference/http-api.md, "Administration" and "Backup"), typed: live meetings,
 * reports, the activity log, the box, backups. What is set for the site has calls of its own.
 */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export interface Advice {
  code: "disk_low" | "certificate_ends" | "media_core";
  /** The sentence as the log has it, in English. */
  words: string;
}
export interface Health {
  version: string;
  started_at: string;
  /** TCP for pages and calls, UDP for sound and pictures. */
  port: number;
  /** Bytes, as are the next two. */
  disk_free: number;
  disk_total: number;
  database_bytes: number;
  /** null = the site speaks plain HTTP. */
  certificate_until: string | null;
  /** What the operator should do; empty = nothing. */
  advice: Advice[];
  /** Numbers of the media core by name; empty = it has none. */
  media: Record<string, number>;
}

export async function boxHealth(): Promise<Health> {
  const answer = await request("GET", "/api/admin/health");
  if (!isRecord(answer) || !Array.isArray(answer.advice) || !isRecord(answer.media)) throw new ApiError("unknown", 200);
  return answer as unknown as Health;
}

export interface LiveMeeting {
  id: string;
  /** Empty = nobody gave it one. */
  title: string;
  people: number;
  /** null = the media core does not know. */
  since: string | null;
  /** Name; empty = a guest started it. */
  owner: string;
}

export async function liveMeetings(): Promise<LiveMeeting[]> {
  const answer = await request("GET", "/api/admin/meetings");
  if (!isRecord(answer) || !Array.isArray(answer.meetings)) throw new ApiError("unknown", 200);
  return answer.meetings as LiveMeeting[];
}

/** For everybody, for good. */
export async function endMeeting(id: string): Promise<void> {
  await request("POST", `/api/admin/meetings/${encodeURIComponent(id)}/end`);
}

export interface Report {
  id: string;
  /** Id of the meeting. */
  meeting: string;
  about: string;
  about_name: string;
  /** Empty = the reporter wrote nothing. */
  text: string;
  reported_at: string;
}

export async function openReports(): Promise<Report[]> {
  const answer = await request("GET", "/api/admin/reports");
  if (!isRecord(answer) || !Array.isArray(answer.reports)) throw new ApiError("unknown", 200);
  return answer.reports as Report[];
}

/** It is dealt with, and not shown again. */
export async function closeReport(id: string): Promise<void> {
  await request("DELETE", `/api/admin/reports/${encodeURIComponent(id)}`);
}

/** Codes of `domain/activity.py`; a newer server may know more. */
export type Act =
  | "signed_in"
  | "account_made"
  | "account_changed"
  | "account_link_made"
  | "account_erased"
  | "people_imported"
  | "meeting_ended"
  | "report_closed"
  | "key_made"
  | "key_revoked"
  | "site_changed"
  | "mail_changed"
  | "mail_tested"
  | "retention_changed"
  | "template_changed"
  | "data_exported"
  | "backup_made"
  | "backup_taken"
  | "backup_deleted";

export interface ActivityEntry {
  id: string;
  at: string;
  act: Act;
  /** Id of the account, as is `about` where the act is about one. */
  actor: string;
  /** Names of today; empty = the account is gone, or it is about something else. */
  actor_name: string;
  about: string;
  about_name: string;
  /** Of the network; empty = forgotten. */
  address: string;
}
export interface ActivityPage {
  entries: ActivityEntry[];
  /** For the next page; empty = this was the last. */
  next: string;
}
/** Which entries are wanted; what is left out limits nothing. */
export interface ActivityQuery {
  acts?: readonly Act[];
  /** Id of the account. */
  actor?: string;
  /** Moments as ISO 8601 with their offset; `until` itself is no longer part of it. */
  since?: string;
  until?: string;
}

/** Entries of one page. */
const PAGE = 50;

export async function activityPage(query: ActivityQuery, before: string): Promise<ActivityPage> {
  const wanted = parametersOf(query);
  wanted.set("limit", String(PAGE));
  if (before) wanted.set("before", before);
  const answer = await request("GET", `/api/admin/activity?${wanted}`);
  if (!isRecord(answer) || !Array.isArray(answer.entries) || typeof answer.next !== "string")
    throw new ApiError("unknown", 200);
  return answer as unknown as ActivityPage;
}

/** Where the same lies as a table, to be downloaded. */
export function activityTable(query: ActivityQuery): string {
  return `/api/admin/activity.csv?${parametersOf(query)}`;
}

function parametersOf({ acts = [], actor, since, until }: ActivityQuery): URLSearchParams {
  const wanted = new URLSearchParams(acts.map((act) => ["act", act]));
  for (const [name, value] of Object.entries({ actor, since, until })) if (value) wanted.set(name, value);
  return wanted;
}

export interface Backup {
  /** Of the file. */
  name: string;
  /** Bytes. */
  size: number;
  made_at: string;
  /** It stays on the box; else it goes after it was downloaded. */
  kept: boolean;
}

/** Milliseconds: the largest sites write for minutes; longer leaves a person before a server that has stopped. */
const BACKUP_PATIENCE = 15 * 60_000;

export async function backups(): Promise<Backup[]> {
  const answer = await request("GET", "/api/admin/backup");
  if (!isRecord(answer) || !Array.isArray(answer.backups)) throw new ApiError("unknown", 200);
  return answer.backups as Backup[];
}

export async function makeBackup(passphrase: string, keep: boolean): Promise<Backup> {
  const answer = await request("POST", "/api/admin/backup", { passphrase, keep }, BACKUP_PATIENCE);
  if (!isRecord(answer) || typeof answer.name !== "string") throw new ApiError("unknown", 201);
  return answer as unknown as Backup;
}

export async function deleteBackup(name: string): Promise<void> {
  await request("DELETE", backupFile(name));
}

/** Where one lies, to be downloaded. */
export function backupFile(name: string): string {
  return `/api/admin/backup/${encodeURIComponent(name)}`;
}
