/** How long things are kept (docs/reference/http-api.md, "Retention"), typed. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export const FOREVER = "forever";
export type Days = number | typeof FOREVER;

export interface Retention {
  /** From sending. */
  chat: Days;
  /** From upload. */
  files: Days;
  /** From the end, with everything in them. */
  meetings: Days;
  /** Entries of the activity log, from the act; never for ever. */
  log: number;
}

export async function retention(): Promise<Retention> {
  return told(await request("GET", "/api/admin/retention"));
}

/** What is older goes for good, within minutes. */
export async function setRetention(wish: Retention): Promise<Retention> {
  return told(await request("PUT", "/api/admin/retention", wish));
}

function told(answer: unknown): Retention {
  if (!isRecord(answer) || typeof answer.log !== "number") throw new ApiError("unknown", 200);
  return answer as unknown as Retention;
}
