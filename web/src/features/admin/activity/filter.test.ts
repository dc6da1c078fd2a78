import { describe, expect, it } from "vitest";
import { EVERYTHING, isEverything, queryOf } from "./filter";

describe("what is looked for in the log", () => {
  it("is everything at first", () => {
    expect(isEverything(EVERYTHING)).toBe(true);
    expect(queryOf(EVERYTHING)).toEqual({ acts: [], actor: "", since: "", until: "" });
  });

  it("has the whole last day in it, by the clock of this device", () => {
    const { since, until } = queryOf({ ...EVERYTHING, from: "2026-11-23", to: "2026-11-30" });
    expect(new Date(since ?? "").getTime()).toBe(new Date(2026, 10, 23).getTime());
    expect(new Date(until ?? "").getTime()).toBe(new Date(2026, 11, 1).getTime());
  });

  it("has no limit where a day is half typed", () => {
    expect(queryOf({ ...EVERYTHING, from: "2026-" }).since).toBe("");
  });
});
