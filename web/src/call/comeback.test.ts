import { DisconnectReason } from "livekit-client";
import { describe, expect, it } from "vitest";
import { endReasonOf, nextPause, refusalOf } from "./comeback";

describe("the end of a connection", () => {
  it.each([
    [DisconnectReason.CLIENT_INITIATED, "left"],
    [DisconnectReason.DUPLICATE_IDENTITY, "other_tab"],
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.ROOM_DELETED, "ended"],
  ])("for reason %i is the end: %s", (reason, ending) => {
    expect(endReasonOf(reason)).toBe(ending);
  });
  it.each([
    [DisconnectReason.SERVER_SHUTDOWN],
    [DisconnectReason.STATE_MISMATCH],
    [DisconnectReason.SIGNAL_CLOSE],
    [DisconnectReason.UNKNOWN_REASON],
    [undefined],
  ])("for reason %s is only a break", (reason) => {
    expect(endReasonOf(reason)).toBeNull();
  });
});

describe("a refused return", () => {
  it("is final when the meeting says no", () => {
    expect(refusalOf("meeting_full")).toBe("full");
    expect(refusalOf("meeting_locked")).toBe("locked");
    expect(refusalOf("removed")).toBe("removed");
  });
  it("is not final while the server is away", () => {
    expect(refusalOf("unreachable")).toBeNull();
    expect(refusalOf("too_many_requests")).toBeNull();
  });
});

describe("the pauses between attempts", () => {
  it("grow and then stay", () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => nextPause(attempt, 0.5))).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });
  it("spread, so that many browsers do not come at once", () => {
    expect(nextPause(1, 0)).toBe(700);
    expect(nextPause(1, 1)).toBe(1300);
  });
});
