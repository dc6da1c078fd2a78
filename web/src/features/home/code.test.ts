import { describe, expect, it } from "vitest";
import { readPasted } from "./code";

const ORIGIN = "https://meet.example:8443";

describe("what was pasted", () => {
  it.each([
    ["abc-defg-hij", { here: "abc-defg-hij" }],
    ["  abc-defg-hij \n", { here: "abc-defg-hij" }],
    ["https://meet.example:8443/m/abc-defg-hij", { here: "abc-defg-hij" }],
    ["https://meet.example:8443/m/abc-defg-hij/?x=1#y", { here: "abc-defg-hij" }],
    ["meet.example:8443/m/abc-defg-hij", { here: "abc-defg-hij" }],
    ["Join us: https://meet.example:8443/m/abc", { here: "abc" }],
    ["https://other.example/m/abc", { elsewhere: "https://other.example/m/abc" }],
    ["https://other.example/", null],
    ["javascript:alert(1)//m/abc", null],
    ["two words", null],
    ["", null],
    ["a".repeat(65), null],
  ])("%j means %j", (text, meaning) => {
    expect(readPasted(text, ORIGIN)).toEqual(meaning);
  });
});
