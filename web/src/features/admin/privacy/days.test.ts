import { describe, expect, it } from "vitest";
import type { Retention } from "@/api/retention";
import { daysIn, shortened, typedOf, wishOf } from "./days";

const KEPT: Retention = { chat: 90, files: "forever", meetings: 90, log: 90 };

describe("days", () => {
  it.each([
    ["1", 1],
    [" 90 ", 90],
    ["3650", 3650],
    ["3651", undefined],
    ["0", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
    ["ten", undefined],
  ])("%s are %s", (typed, days) => {
    expect(daysIn(typed)).toBe(days);
  });

  it("are sent as they are kept when nothing was typed", () => {
    expect(wishOf(typedOf(KEPT))).toEqual(KEPT);
  });

  it("are not sent while one is wrong, but what is kept for ever needs none", () => {
    const typed = typedOf(KEPT);
    expect(wishOf({ ...typed, log: { days: "", forever: false } })).toBeUndefined();
    expect(wishOf({ ...typed, files: { days: "", forever: true } })).toEqual(KEPT);
  });
});

describe("what would be kept shorter", () => {
  it("is named, and nothing else", () => {
    expect(shortened({ chat: 30, files: 3650, meetings: "forever", log: 91 }, KEPT)).toEqual(["chat", "files"]);
    expect(shortened(KEPT, KEPT)).toEqual([]);
  });
});
