/** For tests of the administration: who is signed in, a server of fixed answers, and a box that is well. */
import { afterEach, vi } from "vitest";

const PERSON = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "UTC",
  picture: "",
};
export const OWNER = {
  ...PERSON,
  role: "owner" as const,
  rights: ["see_directory", "manage_people", "manage_administrators", "manage_site"] as const,
};
export const MEMBER = { ...PERSON, role: "member" as const, rights: ["see_directory"] as const };

export const BOX = {
  version: "1.2.3",
  started_at: "2026-11-20T09:00:00Z",
  port: 8443,
  disk_free: 60e9,
  disk_total: 80e9,
  database_bytes: 12_345_678,
  certificate_until: null,
  advice: [],
  media: { peers: 8, busy_percent: 12, up_tracks: 12, down_tracks: 40 },
};

/** An answer with 200, or a status with its body. */
type Answer = object | [status: number, body: unknown];

/** Answers `METHOD path` (with or without its query) as the table says, everything else with 200 and `{}`. Returns what was asked; bodies go into `sent`. */
export function server(answers: Readonly<Record<string, Answer>>, sent: unknown[] = []): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const call = `${init.method} ${path}`;
    asked.push(call);
    if (typeof init.body === "string") sent.push(JSON.parse(init.body));
    const answer = answers[call] ?? answers[call.split("?")[0] ?? ""] ?? {};
    const [status, body] = Array.isArray(answer) ? answer : [200, answer];
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
  return asked;
}

afterEach(() => {
  vi.unstubAllGlobals();
});
