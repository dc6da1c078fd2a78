import { beforeEach, describe, expect, it } from "vitest";
import { dismissToast, toast, useToasts } from "./toasts";

const texts = () => useToasts.getState().shown.map(({ text }) => text);

describe("toasts", () => {
  beforeEach(() => useToasts.setState({ shown: [], next: 1 }));

  it("replace one of the same kind", () => {
    toast({ kind: "join", text: "Anna joined" });
    toast({ kind: "join", text: "2 people joined" });
    expect(texts()).toEqual(["2 people joined"]);
  });
  it("are never more than two; the oldest goes", () => {
    for (const kind of ["a", "b", "c"]) toast({ kind, text: kind });
    expect(texts()).toEqual(["b", "c"]);
  });
  it("go when dismissed", () => {
    toast({ kind: "a", text: "a" });
    dismissToast("a");
    expect(texts()).toEqual([]);
  });
});
