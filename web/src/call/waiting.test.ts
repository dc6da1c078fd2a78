import { describe, expect, it, vi } from "vitest";
import { createWaitingDesk } from "./waiting";

const BUDI = { identity: "p1", name: "Budi", since: "2026-11-23T09:00:00Z" };
const VERA = { ...BUDI, identity: "p2", name: "Vera" };

function desk() {
  const timers: (() => void)[] = [];
  const server = {
    line: vi.fn(async () => ({ waiting: [BUDI, VERA], note: "" })),
    admit: vi.fn(async () => undefined),
    deny: vi.fn(async () => undefined),
    writeNote: vi.fn(async () => undefined),
  };
  const made = createWaitingDesk(server, (run) => {
    timers.push(run);
    return () => timers.splice(timers.indexOf(run), 1);
  });
  const names = () => made.store.getState().waiting.map(({ name }) => name);
  return { ...made, server, timers, names };
}

describe("the desk of those who open the door", () => {
  it("shows who waits and looks again while somebody does", async () => {
    const { refresh, names, timers, server } = desk();
    await refresh();
    expect(names()).toEqual(["Budi", "Vera"]);
    expect(timers).toHaveLength(1);
    server.line.mockResolvedValueOnce({ waiting: [], note: "" });
    await refresh();
    expect([names(), timers.length]).toEqual([[], 0]);
  });
  it("takes those who were let in or sent away off the list at once", async () => {
    const { refresh, admit, deny, names } = desk();
    await refresh();
    await admit("p1");
    expect(names()).toEqual(["Vera"]);
    await deny("p2");
    expect(names()).toEqual([]);
    await refresh();
    await admit(null);
    expect(names()).toEqual([]);
  });
  it("keeps what it knew when the server does not answer", async () => {
    const { refresh, names, server } = desk();
    await refresh();
    server.line.mockRejectedValueOnce(new Error("down"));
    await refresh();
    expect(names()).toEqual(["Budi", "Vera"]);
  });
  it("is empty and quiet once closed", async () => {
    const { refresh, close, names, timers } = desk();
    await refresh();
    close();
    expect([names(), timers.length]).toEqual([[], 0]);
  });
});
