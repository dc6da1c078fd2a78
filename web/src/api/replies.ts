/** The calls behind the link in an invitation's letter, typed. Nobody is signed in. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";
import type { Answer } from "./plans";

/** The meeting that one is asked to. */
export interface Asked {
  title: string;
  agenda: string;
  /** Name of who invites. */
  owner: string;
  meeting: string;
  /** ISO 8601 with offset: the next date, else the first. */
  starts: string;
  minutes: number;
  zone: string;
  repeats: boolean;
  /** For whom the link answers. */
  address: string;
  answer: Answer;
}

/** Changes nothing. */
export async function lookAtReply(secret: string): Promise<Asked> {
  const answer = await request("POST", "/api/replies/look", { secret });
  if (!isRecord(answer) || typeof answer.title !== "string" || typeof answer.starts !== "string")
    throw new ApiError("unknown", 200);
  return answer as unknown as Asked;
}

export async function sendReply(secret: string, answer: Answer): Promise<void> {
  await request("POST", "/api/replies", { secret, answer });
}
