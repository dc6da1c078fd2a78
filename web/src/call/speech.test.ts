import { describe, expect, it } from "vitest";
import { levelFrom } from "./loudness";
import { handOf, metadataOf, roleOf } from "./mirror";
import { hear, WINDOW } from "./speech";

function hearAll(levels: number[]): boolean {
  let readings: number[] = [];
  let speech = false;
  for (const level of levels) ({ readings, speech } = hear(readings, level));
  return speech;
}

describe("speech", () => {
  it("is loud most of the time", () => {
    expect(hearAll(Array.from({ length: WINDOW }, (_, index) => (index % 3 === 0 ? 0.1 : 0.6)))).toBe(true);
  });
  it("is not one bang, nor a quiet room", () => {
    expect(hearAll([0.9, ...Array<number>(WINDOW - 1).fill(0.1)])).toBe(false);
    expect(hearAll(Array<number>(WINDOW).fill(0.2))).toBe(false);
  });
  it("needs a whole window", () => {
    expect(hearAll(Array<number>(WINDOW - 1).fill(0.9))).toBe(false);
  });
});

describe("loudness", () => {
  it("is 0 for silence and 1 for full scale", () => {
    expect(levelFrom(new Float32Array(64))).toBe(0);
    expect(levelFrom(new Float32Array(64).fill(1))).toBe(1);
  });
});

describe("what the server says of somebody", () => {
  it("gives power only to known roles", () => {
    expect([roleOf("host"), roleOf("cohost"), roleOf("admin"), roleOf(undefined)]).toEqual([
      "host",
      "cohost",
      "participant",
      "participant",
    ]);
  });
  it("raises a hand only for a number", () => {
    expect([handOf("12"), handOf(undefined), handOf(""), handOf("-1"), handOf("1e9")]).toEqual([
      12,
      null,
      null,
      null,
      null,
    ]);
  });
  it("keeps what was known of the room when it cannot be read", () => {
    const known = { title: "A", locked: true, off: "", spotlight: null };
    expect(metadataOf("{", known)).toEqual(known);
    expect(metadataOf('{"title":7,"locked":false}', known)).toEqual({ ...known, locked: false });
    expect(metadataOf('{"off":["chat","react"],"spotlight":"p1"}', known)).toEqual({
      ...known,
      off: "chat,react",
      spotlight: "p1",
    });
  });
});
