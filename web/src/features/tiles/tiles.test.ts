import { describe, expect, it } from "vitest";
import type { Participant } from "@/call/state";
import { FIRST_VIEW } from "@/features/call/view";
import { moved, nearest } from "./corner";
import { besides, focusOf } from "./focus";
import { stripOf } from "./strip";

function person(identity: string, more: Partial<Participant> = {}): Participant {
  return {
    identity,
    name: identity,
    face: "",
    role: "participant",
    local: identity === "me",
    granted: "",
    hand: null,
    microphone: true,
    camera: false,
    screen: false,
    cameraTrack: null,
    screenTrack: null,
    speaking: false,
    quality: "good",
    ...more,
  };
}
const presenter = person("p", { screen: true, screenTrack: "s" });

describe("what stands large", () => {
  it("is nothing while all are equal", () => {
    expect(focusOf(FIRST_VIEW, [person("me"), person("a")], {}, null)).toBeNull();
  });
  it("is somebody's shared screen, but never my own", () => {
    expect(focusOf(FIRST_VIEW, [person("me"), presenter], {}, null)).toEqual({ identity: "p", source: "screen" });
    expect(focusOf(FIRST_VIEW, [person("me", { screenTrack: "s" })], {}, null)).toBeNull();
  });
  it("is a pin before a screen", () => {
    const view = { ...FIRST_VIEW, pin: { identity: "a", source: "camera" as const } };
    expect(focusOf(view, [person("a"), presenter], {}, null)).toEqual(view.pin);
  });
  it("forgets a pin of somebody who left", () => {
    const view = { ...FIRST_VIEW, pin: { identity: "gone", source: "camera" as const } };
    expect(focusOf(view, [person("a")], {}, null)).toBeNull();
  });
  it("is the speaker in the speaker view, not me", () => {
    const view = { ...FIRST_VIEW, layout: "speaker" as const };
    const people = [person("me", { speaking: true }), person("a"), person("b")];
    expect(focusOf(view, people, { b: 5 }, null)).toEqual({ identity: "b", source: "camera" });
  });
  it("leaves the presenter's face beside the screen, and first", () => {
    const people = [person("me"), person("a"), presenter];
    expect(besides(people, { identity: "p", source: "screen" }).map(({ identity }) => identity)).toEqual([
      "p",
      "me",
      "a",
    ]);
    expect(besides(people, { identity: "a", source: "camera" }).map(({ identity }) => identity)).toEqual(["me", "p"]);
  });
});

describe("the strip", () => {
  it("leaves a screen at least 80 % of a wide stage", () => {
    for (const width of [1000, 1424, 1900]) {
      const { side, tile } = stripOf({ width, height: 800 }, 12);
      expect(side).toBe("right");
      expect((width - tile.width - 8) / width).toBeGreaterThan(0.8);
    }
  });
  it("lies below on a tall stage, with three places even on a small phone", () => {
    const { side, tile, shown } = stripOf({ width: 304, height: 560 }, 12);
    expect(side).toBe("bottom");
    expect(3 * tile.width + 16).toBeLessThanOrEqual(304);
    expect(shown).toBe(2);
  });
  it("shows everybody when they fit", () => {
    expect(stripOf({ width: 1424, height: 816 }, 4).shown).toBe(4);
  });
});

describe("my own picture", () => {
  it("rests in the nearest corner", () => {
    const stage = { left: 0, top: 0, width: 1000, height: 800 };
    expect(nearest({ left: 700, top: 50, width: 200, height: 100 }, stage)).toBe("top-right");
    expect(nearest({ left: 10, top: 650, width: 200, height: 100 }, stage)).toBe("bottom-left");
  });
  it("moves with the arrow keys until the edge", () => {
    expect(moved("bottom-right", "ArrowUp")).toBe("top-right");
    expect(moved("bottom-right", "ArrowLeft")).toBe("bottom-left");
    expect(moved("bottom-right", "ArrowDown")).toBeNull();
    expect(moved("bottom-right", "a")).toBeNull();
  });
});
