import { describe, expect, it } from "vitest";
import type { Message } from "@/api/chat";
import { message as made } from "@/call/chatfixtures";
import { isOnlyEmoji, offersAt, withEmoji } from "./emoji";
import { group } from "./grouping";
import { withLinks } from "./links";

function message(seq: number, identity: string, minute: number, day = 23): Message {
  const sent_at = new Date(2026, 10, day, 10, minute).toISOString();
  return made(seq, identity, { sent_at });
}

describe("messages in groups", () => {
  it("stand under one heading while the same person goes on writing", () => {
    const items = group([message(1, "a", 0), message(2, "a", 1), message(3, "b", 1), message(4, "b", 30)], null);
    expect(items.map(({ kind }) => kind)).toEqual(["day", "run", "run", "run"]);
  });
  it("begin anew each day", () => {
    const items = group([message(1, "a", 0, 23), message(2, "a", 0, 24)], null);
    expect(items.map(({ kind }) => kind)).toEqual(["day", "run", "day", "run"]);
  });
  it("have one line above what is new", () => {
    const items = group([message(1, "a", 0), message(2, "a", 1), message(3, "a", 2)], 1);
    expect(items.map(({ kind }) => kind)).toEqual(["day", "run", "new", "run"]);
  });
  it("have no such line when nothing is new", () => {
    expect(group([message(1, "a", 0)], 1).some(({ kind }) => kind === "new")).toBe(false);
  });
});

describe("links", () => {
  const hrefs = (text: string) => withLinks(text).flatMap(({ href }) => href ?? []);
  it.each([
    ["see https://a.example/b?c=1.", ["https://a.example/b?c=1"]],
    ["(https://a.example/b)", ["https://a.example/b"]],
    ["https://a.example/b_(c)", ["https://a.example/b_(c)"]],
    ["http://a.example, https://b.example!", ["http://a.example", "https://b.example"]],
  ])("in %s are found without the punctuation around them", (text, found) => {
    expect(hrefs(text)).toEqual(found);
  });
  it.each(["javascript:alert(1)", "data:text/html,x", "https://", "ftp://a.example", "a.example"])(
    "are not made of %s",
    (text) => {
      expect(hrefs(text)).toEqual([]);
    },
  );
  it("lose no text", () => {
    const text = "a https://b.example, c\nd";
    expect(
      withLinks(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});

describe("emoji", () => {
  it("are offered for a name being typed", () => {
    expect(offersAt("ok :thu", 7)).toMatchObject({ start: 3, offers: [{ sign: "👍" }, { sign: "👎" }] });
  });
  it("are not offered inside a word or a time", () => {
    expect(offersAt("at 10:30", 8)).toBeNull();
    expect(offersAt("a:b", 3)).toBeNull();
  });
  it("replace only names that we know", () => {
    expect(withEmoji(":tada: :nothing: 10:30:15")).toBe("🎉 :nothing: 10:30:15");
  });
  it("alone are shown large, with words not", () => {
    expect(["👍", "👍🏽", "❤️ 🎉", "ok 👍", "12"].map(isOnlyEmoji)).toEqual([true, true, true, false, false]);
  });
});
