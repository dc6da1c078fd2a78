import { describe, expect, it } from "vitest";
import { momentOf } from "./moment";

const NOW = new Date(2026, 10, 23, 10, 24).getTime();

describe("a moment in the past", () => {
  it.each([
    [new Date(2026, 10, 23, 9, 5), "en", "Today, 9:05 AM"],
    [new Date(2026, 10, 22, 23, 59), "ru", "Вчера, 23:59"],
    [new Date(2026, 10, 20, 17, 0), "id", "20 Nov, 17.00"],
    [new Date(2025, 11, 31, 17, 0), "en", "Dec 31, 2025"],
  ])("%j is in %s %j", (then, language, words) => {
    expect(momentOf(then.getTime(), NOW, language).replaceAll("\u202f", " ")).toBe(words);
  });
  it("is a date when the clock was set back since", () => {
    expect(momentOf(new Date(2026, 10, 24, 8, 0).getTime(), NOW, "en")).toContain("Nov 24");
  });
});
