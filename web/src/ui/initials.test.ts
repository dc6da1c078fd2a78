import { describe, expect, it } from "vitest";
import { hueOf, initials } from "./initials";

describe("initials", () => {
  it.each([
    ["Anna Maria Petrova", "AP"],
    ["budi", "B"],
    ["  Ольга   Иванова ", "ОИ"],
    ["😀 Smile", "😀S"],
    ["", "?"],
  ])("of %j are %j", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe("the hue of a person", () => {
  it("is the same for the same id and differs for the next", () => {
    expect(hueOf("u-1")).toBe(hueOf("u-1"));
    expect(hueOf("u-1")).not.toBe(hueOf("u-2"));
  });
});
