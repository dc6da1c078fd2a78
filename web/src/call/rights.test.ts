import { describe, expect, it } from "vitest";
import { RIGHTS } from "@/api/host";
import { isAllowed, may } from "./rights";
import { FIRST_STATE } from "./state";

describe("what somebody may do", () => {
  it("is everything for participants, and hands and names for observers", () => {
    for (const right of RIGHTS) {
      expect(isAllowed(right, "participant", "", "")).toBe(true);
      expect(isAllowed(right, "observer", "", "")).toBe(right === "hand" || right === "see_names");
    }
  });
  it("follows the switches, which touch no host", () => {
    expect(isAllowed("camera", "participant", "", "camera,chat")).toBe(false);
    expect(isAllowed("share", "participant", "", "camera,chat")).toBe(true);
    expect(isAllowed("camera", "cohost", "", "camera")).toBe(true);
  });
  it("can be granted to one person alone", () => {
    expect(isAllowed("microphone", "observer", "microphone", "microphone")).toBe(true);
    expect(isAllowed("private_chat", "participant", "", "chat")).toBe(true);
  });
  it("is everything until the room has told who I am", () => {
    expect(may(FIRST_STATE, "microphone")).toBe(true);
  });
});
