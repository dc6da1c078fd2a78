import { describe, expect, it } from "vitest";
import { daysOf, inZone, likelyStart, localText, mondayOf, turn } from "./grid";

describe("the calendar's grid", () => {
  it("shows whole weeks that touch a month, from Monday on", () => {
    const days = daysOf("month", new Date(2026, 10, 15));
    expect(days.length % 7).toBe(0);
    expect(localText(days[0] ?? new Date(0))).toBe("2026-10-26T00:00");
    expect(localText(days.at(-1) ?? new Date(0))).toBe("2026-12-06T00:00");
    expect(daysOf("month", new Date(2027, 1, 10))).toHaveLength(28);
  });

  it("finds the Monday of a Sunday before it", () => {
    expect(localText(mondayOf(new Date(2026, 10, 29)))).toBe("2026-11-23T00:00");
  });

  it("turns from the last day of a long month into the next one", () => {
    expect(turn("month", new Date(2027, 0, 31), 1).getMonth()).toBe(1);
  });

  it("proposes the next half hour today, and nine o'clock on another day", () => {
    const now = new Date(2026, 10, 23, 14, 10);
    expect(localText(likelyStart(now, new Date(2026, 10, 23)))).toBe("2026-11-23T14:30");
    expect(localText(likelyStart(new Date(2026, 10, 23, 14, 40), now))).toBe("2026-11-23T15:00");
    expect(localText(likelyStart(now, new Date(2026, 10, 25)))).toBe("2026-11-25T09:00");
  });

  it("tells what clocks elsewhere show", () => {
    expect(inZone(new Date("2026-11-23T17:30:00Z"), "Asia/Jakarta")).toBe("2026-11-24T00:30");
  });
});
