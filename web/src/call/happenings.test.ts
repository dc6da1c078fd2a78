import { describe, expect, it } from "vitest";
import { BY_NAME, flush, NO_RUSH, onName, RUSH, type Rush } from "./announcements";
import { happenings } from "./happenings";
import { soundFor } from "./sounds";
import { FIRST_STATE, keepUnchanged, type Participant, type SessionState } from "./state";

function person(identity: string, more: Partial<Participant> = {}): Participant {
  return {
    identity,
    name: identity.toUpperCase(),
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
function state(participants: Participant[], more: Partial<SessionState> = {}): SessionState {
  return { ...FIRST_STATE, connection: { at: "connected" }, participants, ...more };
}
const whats = (before: SessionState, after: SessionState) => happenings(before, after).map(({ what }) => what);

describe("what happened", () => {
  it("is who came and who left", () => {
    expect(happenings(state([person("me"), person("a")]), state([person("me"), person("b")]))).toEqual([
      { what: "joined", identity: "b", name: "B", hand: 0 },
      { what: "left", identity: "a", name: "A", hand: 0 },
    ]);
  });
  it("is a hand with its number, and nothing when the number changes", () => {
    const up = state([person("a", { hand: 2 })]);
    expect(happenings(state([person("a")]), up)).toMatchObject([{ what: "hand", hand: 2 }]);
    expect(whats(up, state([person("a", { hand: 1 })]))).toEqual([]);
  });
  it("is not me", () => {
    expect(whats(state([]), state([person("me", { hand: 1 })]))).toEqual([]);
  });
  it("is nothing while the line is away: a break is not everybody's leaving", () => {
    const away = state([], { connection: { at: "reconnecting", since: 0, cause: "line" } });
    expect(whats(state([person("a")]), away)).toEqual([]);
    expect(whats(away, state([person("a")]))).toEqual([]);
  });
  it("is what the host did to me", () => {
    const before = state([person("me")]);
    expect(whats(before, state([person("me")], { mutedByHost: { microphone: true, camera: false } }))).toEqual([
      "microphone_off",
    ]);
    expect(whats(before, state([person("me", { role: "cohost" })]))).toEqual(["made_cohost"]);
    expect(whats(before, state([person("me")], { room: { ...FIRST_STATE.room, locked: true } }))).toEqual(["locked"]);
  });
});

describe("announcements", () => {
  it("tell the first by name and the rush as a number", () => {
    let rush: Rush = NO_RUSH;
    const said = ["a", "b", "c", "d", "e"].map((name, index) => {
      const next = onName(rush, name, index * 100);
      rush = next.rush;
      return next.say;
    });
    expect(said).toEqual(["a", "b", "c", null, null]);
    expect(said.filter(Boolean)).toHaveLength(BY_NAME);
    expect(flush(rush, 1_000)).toBeNull();
    expect(flush(rush, 200 + RUSH)?.crowd).toEqual(["d", "e"]);
  });
  it("begin anew after quiet", () => {
    const { rush } = onName(NO_RUSH, "a", 0);
    expect(onName(rush, "b", RUSH * 2).say).toBe("b");
  });
});

describe("sounds", () => {
  it("are one at most, a hand before all", () => {
    expect(soundFor(new Set(["joined", "hand"]), 3, true)).toBe("hand");
    expect(soundFor(new Set(["left"]), 3, true)).toBe("leave");
    expect(soundFor(new Set(["locked"]), 3, true)).toBeNull();
  });
  it("are off in a crowd and when not wanted", () => {
    expect(soundFor(new Set(["joined"]), 11, true)).toBeNull();
    expect(soundFor(new Set(["joined"]), 2, false)).toBeNull();
  });
});

describe("participants that did not change", () => {
  it("stay the same objects, and the list too", () => {
    const before = [person("a"), person("b")];
    expect(keepUnchanged(before, [person("a"), person("b")])).toBe(before);
    const after = keepUnchanged(before, [person("a"), person("b", { hand: 1 })]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});
