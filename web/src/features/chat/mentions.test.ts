import { describe, expect, it } from "vitest";
import type { Member } from "@/api/chat";
import { calledIn, callsAt } from "./mentions";
import { answerTo, isThere, readersOf } from "./recipients";

const PEOPLE: Member[] = [
  { identity: "a", name: "Ana", role: "host" },
  { identity: "am", name: "Ana Maria", role: "participant" },
  { identity: "d", name: "Дмитрий К", role: "cohost" },
];
const offered = (text: string) => callsAt(text, text.length, PEOPLE)?.offers.map(({ identity }) => identity);

describe("calling somebody", () => {
  it.each([
    ["hi @", ["a", "am", "d"]],
    ["hi @an", ["a", "am"]],
    ["@Ana ma", ["am"]],
    ["(@дм", ["d"]],
    ["@к", ["d"]],
  ])("offers after %j those whose name goes on so", (text, found) => expect(offered(text)).toEqual(found));
  it.each(["mail ana@an", "no at all", "@nobody"])("offers nobody after %j", (text) => {
    expect(offered(text)).toBeUndefined();
  });
  it("means the longer of two names that both stand there", () => {
    expect(calledIn("@Ana Maria, hello", PEOPLE)).toEqual(["am"]);
    expect(calledIn("@Ana Maria and @Ana", PEOPLE).sort()).toEqual(["a", "am"]);
    expect(calledIn("Ana", PEOPLE)).toEqual([]);
  });
});

describe("recipients", () => {
  it("of an answer are those who could read what is answered", () => {
    expect(answerTo({ to: "", identity: "a" }, "me")).toBe("");
    expect(answerTo({ to: "me", identity: "a" }, "me")).toBe("a");
    expect(answerTo({ to: "a", identity: "me" }, "me")).toBe("a");
    expect(answerTo({ to: "hosts", identity: "am" }, "me")).toBe("am");
    expect(answerTo({ to: "hosts", identity: "me" }, "me")).toBe("hosts");
  });
  it("are known to be there or not", () => {
    expect(["", "hosts", "a", "gone"].map((to) => isThere(to, PEOPLE))).toEqual([true, true, true, false]);
  });
  it("are the only ones whom it makes sense to call", () => {
    const called = (to: string) => readersOf(to, PEOPLE).map(({ identity }) => identity);
    expect([called(""), called("hosts"), called("am")]).toEqual([["a", "am", "d"], ["a", "d"], ["am"]]);
  });
});
