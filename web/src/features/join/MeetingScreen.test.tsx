import { act, fireEvent, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EndReason } from "@/call/endings";
import { prefer } from "@/platform/preferences";
import { recentMeetings } from "@/platform/recent";
import MeetingScreen from "./MeetingScreen";

let end: (reason: EndReason) => void = () => undefined;
vi.mock("@/features/room", () => ({
  default: ({ credentials, onEnded }: { credentials: { name: string }; onEnded(reason: EndReason): void }) => {
    end = onEnded;
    return <p>In the room as {credentials.name}</p>;
  },
}));
vi.mock("@/platform/support", async (original) => ({
  ...(await original<typeof import("@/platform/support")>()),
  support: () => "full",
}));

const MEETING = {
  id: "abc",
  title: "Physics",
  locked: false,
  ended: false,
  participants: 2,
  max_participants: 9,
  you: null,
};
const PASS = { url: "wss://meet.example", token: "t", identity: "i", role: "participant" };
type Answer = [status: number, body: unknown];

/** A server with one answer for the meeting and a row of answers for joining, the last one repeated. */
function server(meeting: Answer, ...joins: Answer[]): string[] {
  const names: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const joining = path.endsWith("/join");
    if (joining) names.push((JSON.parse(String(init.body)) as { name: string }).name);
    const [status, body] = joining ? ((joins.length > 1 ? joins.shift() : joins[0]) ?? [500, {}]) : meeting;
    return new Response(JSON.stringify(body), { status });
  });
  return names;
}

function visit() {
  render(
    <Suspense>
      <MeetingScreen id="abc" />
    </Suspense>,
  );
}

async function joinAs(name: string) {
  fireEvent.change(await screen.findByLabelText("Your name"), { target: { value: name } });
  fireEvent.click(screen.getByRole("button", { name: "Join" }));
}

beforeEach(() => {
  prefer({ name: "" });
  window.history.replaceState(null, "", "/m/abc");
});
afterEach(() => vi.unstubAllGlobals());

describe("a visit to a meeting", () => {
  it("shows what is behind the door and lets in with a name", async () => {
    const names = server([200, MEETING], [200, PASS]);
    visit();
    expect(await screen.findByRole("heading", { name: "Physics" })).toBeDefined();
    expect(await screen.findByText("2 people are already here.")).toBeDefined();
    await joinAs("  Ayu ");
    expect(await screen.findByText("In the room as Ayu")).toBeDefined();
    expect(names).toEqual(["Ayu"]);
    expect(recentMeetings()[0]).toMatchObject({ id: "abc", title: "Physics" });
  });

  it("can be joined before the server told anything about the meeting", async () => {
    vi.stubGlobal("fetch", (path: string) =>
      path.endsWith("/join") ? Promise.resolve(new Response(JSON.stringify(PASS))) : new Promise(() => undefined),
    );
    visit();
    await joinAs("Ayu");
    expect(await screen.findByText("In the room as Ayu")).toBeDefined();
  });

  it("needs no typing the second time", async () => {
    prefer({ name: "Ayu" });
    server([200, MEETING], [200, PASS]);
    visit();
    const join = await screen.findByRole("button", { name: "Join" });
    expect(document.activeElement).toBe(join);
    fireEvent.click(join);
    expect(await screen.findByText("In the room as Ayu")).toBeDefined();
  });

  it("asks for a name and puts the cursor there", async () => {
    const names = server([200, MEETING], [200, PASS]);
    visit();
    fireEvent.click(await screen.findByRole("button", { name: "Join" }));
    expect(screen.getByText(/Enter your name/)).toBeDefined();
    expect(document.activeElement).toBe(screen.getByLabelText("Your name"));
    expect(names).toEqual([]);
  });

  it("stays before a locked door and gets in when it opens", async () => {
    server([200, { ...MEETING, locked: true }], [403, { code: "meeting_locked" }], [200, PASS]);
    visit();
    expect(await screen.findByText(/The meeting is locked/)).toBeDefined();
    await joinAs("Ayu");
    expect(await screen.findByText(/The meeting is locked/)).toBeDefined();
    fireEvent.click(await screen.findByRole("button", { name: "Join" }));
    expect(await screen.findByText("In the room as Ayu")).toBeDefined();
  });

  it("says when the link leads nowhere", async () => {
    server([404, { code: "meeting_not_found" }]);
    visit();
    expect(await screen.findByRole("heading", { name: "There is no such meeting" })).toBeDefined();
  });

  it("says when the meeting is over already", async () => {
    server([200, { ...MEETING, ended: true }]);
    visit();
    expect(await screen.findByRole("heading", { name: "The meeting has ended" })).toBeDefined();
  });

  it("tells somebody who was removed, and offers no way back", async () => {
    server([200, MEETING], [403, { code: "removed" }]);
    visit();
    await joinAs("Ayu");
    expect(await screen.findByRole("heading", { name: "You were removed from the meeting" })).toBeDefined();
    expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).not.toContain("Rejoin");
  });

  it("offers the way back after leaving", async () => {
    server([200, MEETING], [200, PASS]);
    visit();
    await joinAs("Ayu");
    await screen.findByText("In the room as Ayu");
    act(() => end("left"));
    fireEvent.click(await screen.findByRole("button", { name: "Rejoin" }));
    expect(await screen.findByText("In the room as Ayu")).toBeDefined();
  });
  it("waits before the door, and comes in when a host lets it", async () => {
    const waiting = { state: "waiting", since: "2026-11-23T09:00:00Z", place: 2, note: "Soon", host_here: true };
    vi.useFakeTimers({ shouldAdvanceTime: true });
    server([200, MEETING], [202, waiting], [200, PASS]);
    const fetched = globalThis.fetch;
    let state = "waiting";
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) =>
      path.endsWith("/waiting/me") ? new Response(JSON.stringify({ ...waiting, state })) : fetched(path, init),
    );
    visit();
    await joinAs("Anna");
    expect(await screen.findByTestId("lobby")).toBeTruthy();
    expect(screen.getByText("Soon")).toBeTruthy();
    expect(screen.getByText(/Your place in line: 2/)).toBeTruthy();
    state = "admitted";
    await act(() => vi.advanceTimersByTimeAsync(3_100));
    expect(await screen.findByText("In the room as Anna")).toBeTruthy();
    vi.useRealTimers();
  });
  it("waits for the host or the time, whichever comes first, and says so", async () => {
    const waiting = { state: "waiting", since: null, place: 1, note: "", host_here: false, early: true };
    server([200, MEETING], [202, { ...waiting, opens: "2099-11-23T09:50:00Z" }]);
    visit();
    await joinAs("Anna");
    expect(await screen.findByRole("heading", { name: "The host is not here yet" })).toBeTruthy();
    expect(screen.getByText(/You come in by yourself at .*50/)).toBeTruthy();
    expect(screen.queryByText("You are next.")).toBeNull();
  });
  it("asks for the PIN where the meeting has one, and says when it is wrong", async () => {
    server([200, { ...MEETING, pin: true }], [403, { code: "pin_wrong" }], [200, PASS]);
    visit();
    fireEvent.change(await screen.findByLabelText("PIN of the meeting"), { target: { value: "0000" } });
    await joinAs("Anna");
    expect(await screen.findByText("That is not the PIN of this meeting.")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("PIN of the meeting"), { target: { value: "4711" } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByText("In the room as Anna")).toBeTruthy();
  });
});
