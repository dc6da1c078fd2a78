/**
 * One call to our server (docs/reference/http-api.md): JSON in and out, problem+json (RFC 9457) as `ApiError`.
 * Retries nothing: whoever asked knows whether asking twice is harmless.
 */
import words from "@/i18n/en/errors.json";
import { isRecord } from "@/platform/storage";

/** Milliseconds until a silent server counts as unreachable. Longer leaves a person before a dead button. */
const PATIENCE = 10_000;

/**
 * The stable codes of the server for which we have words, and some of our own: no answer at all, one that we do not
 * understand, and "wait". Another code of the server is "unknown".
 */
export type ErrorCode = keyof typeof words;

export class ApiError extends Error {
  override name = "ApiError";
  constructor(
    readonly code: ErrorCode,
    /** 0 when there was no answer. */
    readonly status: number,
    /** How long the server asks to wait; 0 = it did not say. */
    readonly seconds = 0,
  ) {
    super(`${status} ${code}`);
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The parsed JSON body; undefined for an empty one. `patience`: milliseconds, for what takes its time. Throws `ApiError`, nothing else. */
export async function request(method: Method, path: string, body?: unknown, patience = PATIENCE): Promise<unknown> {
  const answer = await send(method, path, body, patience);
  const content = await answer.text().then(parse, () => undefined);
  if (answer.ok) return content;
  throw refusal(answer.status, content, Number(answer.headers.get("retry-after")) || 0);
}

/** The error of an answer that came on some other way than `request`; `seconds` = how long it asks to wait. */
export function refusal(status: number, content: unknown, seconds = 0): ApiError {
  return new ApiError(codeOf(status, content), status, seconds);
}

async function send(method: Method, path: string, body: unknown, patience: number): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin", signal: AbortSignal.timeout(patience) };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json" };
  }
  try {
    return await fetch(path, init);
  } catch {
    throw new ApiError("unreachable", 0);
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(status: number, content: unknown): ErrorCode {
  const code = isRecord(content) ? content.code : undefined;
  if (typeof code === "string" && Object.hasOwn(words, code)) return code as ErrorCode;
  // A proxy before us answers these while the server is away.
  return status === 502 || status === 503 || status === 504 ? "unreachable" : "unknown";
}
