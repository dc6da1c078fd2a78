import { describe, expect, it } from "vitest";
import { forgetMeeting, recentMeetings, rememberMeeting } from "./recent";

const ids = () => recentMeetings().map(({ id }) => id);

describe("recent meetings", () => {
  it("are newest first, each once, five at most", () => {
    for (const [at, id] of ["a", "b", "c", "d", "e", "f", "c"].entries()) rememberMeeting({ id, title: "", at });
    expect(ids()).toEqual(["c", "f", "e", "d", "b"]);
  });
  it("can be forgotten", () => {
    rememberMeeting({ id: "a", title: "", at: 1 });
    forgetMeeting("a");
    expect(ids()).toEqual([]);
  });
  it("are none when the record is not ours", () => {
    localStorage.setItem("rapat.recent", '[{"id":1}]');
    expect(ids()).toEqual([]);
  });
});
