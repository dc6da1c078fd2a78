import { describe, expect, it } from "vitest";
import { shareOf, sizeOf, spanOf } from "./measures";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("numbers that people read", () => {
  it.each([
    [0, "0 byte"],
    [999, "999 byte"],
    [4_234_000_000, "4.23 GB"],
    [3e15, "3,000 TB"],
  ])("of %i bytes are %s", (bytes, words) => {
    expect(sizeOf(bytes, "en")).toBe(words);
  });

  it.each([
    [0, "1 min"],
    [59 * MINUTE, "59 min"],
    [HOUR + 5 * MINUTE, "1 hr 5 min"],
    [75 * HOUR, "3 days 3 hr"],
    [48 * HOUR, "2 days"],
  ])("of %i milliseconds are %s", (span, words) => {
    expect(spanOf(span, "en")).toBe(words);
  });

  it("speak the language of the app", () => {
    expect(sizeOf(60e9, "ru")).toBe("60 ГБ");
    expect(shareOf(0.256, "en")).toBe("26%");
  });
});
