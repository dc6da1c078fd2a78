import { describe, expect, it } from "vitest";
import { neighbour } from "./roving";

const items = ["Anna", "Boris", "Budi"].map((name) =>
  Object.assign(document.createElement("button"), { textContent: name }),
);
const [anna, boris, budi] = items as HTMLElement[] as [HTMLElement, HTMLElement, HTMLElement];

describe("roving focus", () => {
  it("goes round at both ends", () => {
    expect(neighbour(items, budi, "ArrowRight", "horizontal")).toBe(anna);
    expect(neighbour(items, anna, "ArrowLeft", "horizontal")).toBe(budi);
  });
  it("starts at the end nearest to the key when nothing is focused", () => {
    expect(neighbour(items, null, "ArrowDown", "vertical")).toBe(anna);
    expect(neighbour(items, null, "ArrowUp", "vertical")).toBe(budi);
  });
  it("jumps with Home and End", () => {
    expect(neighbour(items, boris, "Home", "both")).toBe(anna);
    expect(neighbour(items, boris, "End", "both")).toBe(budi);
  });
  it("finds by first letter in a vertical list, one after the other", () => {
    expect(neighbour(items, boris, "b", "vertical")).toBe(budi);
    expect(neighbour(items, budi, "b", "vertical")).toBe(boris);
    expect(neighbour(items, boris, "b", "horizontal")).toBeUndefined();
  });
  it("leaves the keys of the other direction alone", () => {
    expect(neighbour(items, anna, "ArrowDown", "horizontal")).toBeUndefined();
  });
  it("answers nothing in an empty list", () => {
    expect(neighbour([], null, "ArrowRight", "horizontal")).toBeUndefined();
  });
});
