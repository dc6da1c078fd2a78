import { expect, it } from "vitest";
import { middleSquare } from "./picture";

it("takes the middle of a wide and of a tall picture", () => {
  expect(middleSquare(400, 300)).toEqual({ x: 50, y: 0, side: 300 });
  expect(middleSquare(300, 400)).toEqual({ x: 0, y: 50, side: 300 });
  expect(middleSquare(256, 256)).toEqual({ x: 0, y: 0, side: 256 });
});
