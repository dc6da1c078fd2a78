import { describe, expect, it, vi } from "vitest";
import { createFollower } from "./wishes";

interface Wish {
  on: boolean;
  device: string | null;
}
const off: Wish = { on: false, device: null };

describe("following a wish", () => {
  it("does nothing when the wish is what is", async () => {
    const act = vi.fn(async () => undefined);
    await createFollower(() => off, act, vi.fn()).run();
    expect(act).not.toHaveBeenCalled();
  });
  it("turns on once and reports success", async () => {
    const act = vi.fn(async () => undefined);
    const done = vi.fn();
    const follower = createFollower(() => ({ on: true, device: null }), act, done);
    await follower.run();
    await follower.run();
    expect(act).toHaveBeenCalledOnce();
    expect(done).toHaveBeenCalledWith(null);
  });
  it("joins wishes made meanwhile and ends with the last", async () => {
    let wish: Wish = { on: true, device: null };
    const acts: Wish[] = [];
    const follower = createFollower(
      () => wish,
      async (next) => {
        acts.push(next);
        if (acts.length === 1) wish = { on: false, device: "b" };
      },
      vi.fn(),
    );
    await Promise.all([follower.run(), follower.run()]);
    expect(acts).toEqual([
      { on: true, device: null },
      { on: false, device: "b" },
    ]);
  });
  it("reports a failure and does not try for ever", async () => {
    let wish: Wish = { on: true, device: null };
    const done = vi.fn(() => {
      wish = off;
    });
    const act = vi.fn(async () => Promise.reject(new Error("busy")));
    await createFollower(() => wish, act, done).run();
    expect(done).toHaveBeenCalledOnce();
    expect(act).toHaveBeenCalledOnce();
  });
  it("turns on again after somebody else turned it off", async () => {
    const act = vi.fn(async () => undefined);
    const follower = createFollower(() => ({ on: true, device: null }), act, vi.fn());
    await follower.run();
    follower.forget();
    await follower.run();
    expect(act).toHaveBeenCalledTimes(2);
  });
});
