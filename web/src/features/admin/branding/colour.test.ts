import { expect, it } from "vitest";
import { colourOf } from "./colour";

it.each([
  ["#464cc2", "#464cc2"],
  [" 0A7D3C ", "#0a7d3c"],
  ["#0a7", "#00aa77"],
  ["FFF", "#ffffff"],
  ["  ", ""],
])("reads %j as %j", (text, colour) => expect(colourOf(text)).toBe(colour));

it.each(["red", "#12345", "#1234567", "#12345g", "##123456", "rgb(1,2,3)"])("takes %j for no colour", (text) =>
  expect(colourOf(text)).toBeNull(),
);
