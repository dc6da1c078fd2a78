import { describe, expect, it } from "vitest";
import { minutesOf } from "./useTimeWarnings";

describe("a warning that the meeting ends", () => {
  it("says how many minutes are left", () => expect(minutesOf({ minutes: 10 })).toBe(10));
  it.each([null, {}, { minutes: "2" }, { minutes: 0 }, { minutes: 1.5 }, 2])("is not %j", (body) => {
    expect(minutesOf(body)).toBeNull();
  });
});
