import { describe, expect, it } from "vitest";
import { FIRST_PULSE, look, SILENT_LOOKS } from "./liveness";

function beats(...received: number[]): boolean {
  return received.reduce(look, FIRST_PULSE).still >= SILENT_LOOKS;
}

describe("the pulse of a line", () => {
  it("is silent after several looks at the same number", () => {
    expect(beats(5, 5, 5, 5, 5)).toBe(true);
  });
  it("lives while anything arrives now and then", () => {
    expect(beats(5, 5, 5, 5, 6, 6, 6)).toBe(false);
  });
  it("lives again after silence, also on a new connection that counts from zero", () => {
    expect(beats(5, 5, 5, 5, 5, 0)).toBe(false);
  });
  it("is not silent at the first look", () => {
    expect(beats(0)).toBe(false);
  });
});
