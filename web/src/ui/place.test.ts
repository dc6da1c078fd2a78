import { describe, expect, it } from "vitest";
import { place } from "./place";

const view = { width: 400, height: 600 };

describe("a floating box", () => {
  it("stands on the wished side when there is room", () => {
    const at = place(
      { left: 100, top: 100, width: 40, height: 40 },
      { width: 80, height: 120 },
      view,
      "bottom",
      "center",
    );
    expect(at).toMatchObject({ side: "bottom", top: 148, left: 80 });
  });

  it("goes to the other side when there is none", () => {
    const at = place(
      { left: 100, top: 550, width: 40, height: 40 },
      { width: 80, height: 120 },
      view,
      "bottom",
      "start",
    );
    expect(at).toMatchObject({ side: "top", top: 422, left: 100 });
  });

  it("stays wholly inside the window sideways", () => {
    const box = { width: 200, height: 50 };
    expect(place({ left: 380, top: 9, width: 20, height: 20 }, box, view, "bottom", "start").left).toBe(192);
    expect(place({ left: 0, top: 9, width: 20, height: 20 }, box, view, "bottom", "end").left).toBe(8);
  });

  it("shrinks to the larger side when it fits nowhere", () => {
    const at = place({ left: 10, top: 200, width: 20, height: 20 }, { width: 80, height: 900 }, view, "top", "start");
    expect(at).toMatchObject({ side: "bottom", top: 228, maxHeight: 364 });
  });
});
