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
