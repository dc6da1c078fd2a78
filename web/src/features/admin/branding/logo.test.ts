import { expect, it, vi } from "vitest";
import { fitted, fittedSize, LARGEST_FILE, TALLEST, WIDEST } from "./logo";

it("fits wide and tall pictures into the corner and leaves small ones alone", () => {
  expect(fittedSize(WIDEST * 4, 100)).toEqual({ width: WIDEST, height: 25 });
  expect(fittedSize(3000, 3000)).toEqual({ width: TALLEST, height: TALLEST });
  expect(fittedSize(64, 64)).toEqual({ width: 64, height: 64 });
  expect(fittedSize(10_000, 1)).toEqual({ width: WIDEST, height: 1 });
});

it("says what is wrong with a file", async () => {
  vi.stubGlobal("createImageBitmap", async () => Promise.reject(new Error("no picture")));
  await expect(fitted(new Blob(["<svg/>"], { type: "image/svg+xml" }))).rejects.toMatchObject({ trouble: "drawing" });
  await expect(fitted(new Blob(["words"], { type: "text/plain" }))).rejects.toMatchObject({ trouble: "unreadable" });
  const large = { type: "image/png", size: LARGEST_FILE + 1 } as Blob;
  await expect(fitted(large)).rejects.toMatchObject({ trouble: "large" });
});
