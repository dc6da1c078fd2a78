import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import AnswerScreen from "./AnswerScreen";

const ASKED = {
  title: "Round",
  agenda: "News",
  owner: "Ana",
  meeting: "abcd-abcd-abcd-abcd",
  starts: "2026-11-30T02:00:00Z",
  minutes: 45,
  zone: "Asia/Jakarta",
  repeats: true,
  address: "guest@example.org",
  answer: "open",
};
let sent: { path: string; body: unknown }[];

function server(status: number): void {
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (!path.startsWith("/api/replies")) return Response.json({});
    sent.push({ path, body: JSON.parse(String(init.body)) });
    if (status !== 200) return Response.json({ code: "plan_not_found" }, { status });
    return path.endsWith("/look") ? Response.json(ASKED) : new Response(null, { status: 204 });
  });
}

beforeEach(() => window.history.replaceState(null, "", "/answer#secret"));
afterEach(() => vi.unstubAllGlobals());

describe("the page of an invitation's link", () => {
  it("answers only when a button is pressed, and again when another one is", async () => {
    server(200);
    render(<AnswerScreen />);
    expect(await screen.findByRole("heading", { name: "Round" })).toBeDefined();
    expect(screen.queryByRole("button", { pressed: true })).toBeNull();
    expect(sent.map(({ path }) => path)).toEqual(["/api/replies/look"]);
    fireEvent.click(screen.getByRole("button", { name: "Maybe" }));
    await screen.findByRole("button", { name: "Maybe", pressed: true });
    fireEvent.click(screen.getByRole("button", { name: "No" }));
    await screen.findByRole("button", { name: "No", pressed: true });
    expect(sent.slice(1).map(({ body }) => body)).toEqual([
      { secret: "secret", answer: "maybe" },
      { secret: "secret", answer: "no" },
    ]);
    await waitFor(() => expect(screen.getByRole("status").textContent).toContain("No"));
  });

  it("says so when the meeting is cancelled or somebody else is invited now", async () => {
    server(404);
    render(<AnswerScreen />);
    expect(await screen.findByRole("heading", { name: "This invitation is over" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Yes" })).toBeNull();
  });
});
