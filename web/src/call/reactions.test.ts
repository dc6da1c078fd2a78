import { describe, expect, it } from "vitest";
import { createReactions } from "./reactions";

describe("reactions", () => {
  const waiting: (() => void)[] = [];
  const board = () => {
    waiting.length = 0;
    return createReactions((run) => waiting.push(run));
  };
  it("show for a moment at who sent them", () => {
    const { store, receive } = board();
    receive({ identity: "p1", emoji: "👏" });
    expect(store.getState().shown).toEqual({ p1: "👏" });
    waiting[0]?.();
    expect(store.getState().shown).toEqual({});
  });
  it("a newer one stays its own time", () => {
    const { store, receive } = board();
    receive({ identity: "p1", emoji: "👏" });
    receive({ identity: "p1", emoji: "🎉" });
    waiting[0]?.();
    expect(store.getState().shown).toEqual({ p1: "🎉" });
    waiting[1]?.();
    expect(store.getState().shown).toEqual({});
  });
  it("drops what is no reaction", () => {
    const { store, receive } = board();
    for (const body of [null, "👍", { identity: "p1", emoji: "<b>" }, { emoji: "👍" }]) receive(body);
    expect(store.getState().shown).toEqual({});
  });
});
