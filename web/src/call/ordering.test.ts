import { describe, expect, it } from "vitest";
import { arrange, EMPTY_ORDER, inHandOrder, leadOf, type Order, type Person, SWAP_PAUSE } from "./ordering";

function people(names: string, speaking = ""): Person[] {
  return [...names].map((identity) => ({ identity, speaking: speaking.includes(identity) }));
}
function ids(order: Order): string {
  return order.identities.join("");
}

describe("the order on the stage", () => {
  const start = arrange(EMPTY_ORDER, people("abcdef"), 4, 0);

  it("is the order of arrival", () => {
    expect(ids(start)).toBe("abcdef");
  });
  it("does not change when the list comes in another order", () => {
    expect(ids(arrange(start, people("fedcba"), 4, 10))).toBe("abcdef");
  });
  it("keeps the same list when nothing moves", () => {
    expect(arrange(start, people("abcdef"), 4, 10).identities).toBe(start.identities);
  });
  it("puts a newcomer at the end", () => {
    expect(ids(arrange(start, people("xabcdef"), 4, 10))).toBe("abcdefx");
  });
  it("fills a hole on the page with the next hidden person, moving nobody else", () => {
    expect(ids(arrange(start, people("acdef"), 4, 10))).toBe("aecdf");
  });
  it("closes up when nobody is hidden", () => {
    expect(ids(arrange(start, people("acd"), 4, 10))).toBe("acd");
  });
  it("leaves a visible speaker where they are", () => {
    expect(ids(arrange(start, people("abcdef", "b"), 4, 10))).toBe("abcdef");
  });
  it("brings a hidden speaker in for the one silent longest", () => {
    const spoken = arrange(start, people("abcdef", "acd"), 4, 100);
    expect(ids(arrange(spoken, people("abcdef", "f"), 4, 200))).toBe("afcdeb");
  });
  it("never sends the fixed one away", () => {
    const fixed = people("abcdef", "f").map((person) => ({ ...person, fixed: person.identity === "a" }));
    expect(ids(arrange(start, fixed, 4, 200))).toBe("afcdeb");
  });
  it("swaps at most once in three seconds", () => {
    const once = arrange(start, people("abcdef", "f"), 4, 1_000);
    expect(ids(arrange(once, people("abcdef", "e"), 4, 1_000 + SWAP_PAUSE - 1))).toBe(ids(once));
    expect(ids(arrange(once, people("abcdef", "e"), 4, 1_000 + SWAP_PAUSE))).not.toBe(ids(once));
  });
  it("swaps nobody when everybody visible speaks", () => {
    expect(ids(arrange(start, people("abcdef", "abcdf"), 4, 10))).toBe("abcdef");
  });
});

describe("who stands large", () => {
  it("is the speaker", () => {
    expect(leadOf(people("abc", "b"), {}, null)).toBe("b");
  });
  it("stays while both speak", () => {
    expect(leadOf(people("abc", "bc"), {}, "c")).toBe("c");
  });
  it("stays in a pause", () => {
    expect(leadOf(people("abc"), {}, "b")).toBe("b");
  });
  it("is the last who spoke when nobody held the place", () => {
    expect(leadOf(people("abc"), { a: 1, c: 2 }, "gone")).toBe("c");
  });
  it("is nobody in an empty room", () => {
    expect(leadOf([], {}, null)).toBeNull();
  });
});

describe("raised hands", () => {
  it("stand in the order of raising", () => {
    const hands = [
      { identity: "a", hand: 3 },
      { identity: "b", hand: null },
      { identity: "c", hand: 1 },
    ];
    expect(inHandOrder(hands).map(({ identity }) => identity)).toEqual(["c", "a"]);
  });
});
