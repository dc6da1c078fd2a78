import { describe, expect, it } from "vitest";
import { addressesIn, searchedIn, withAddress } from "./invitees";

describe("the line of invited people", () => {
  it("looks up what is typed last, and not a single letter", () => {
    expect(searchedIn("ana@example.org, Bu")).toBe("Bu");
    expect(searchedIn("Budi San")).toBe("Budi San");
    expect(searchedIn("ana@example.org; B")).toBe("");
    expect(searchedIn("ana@example.org, ")).toBe("");
  });

  it("puts the address where the name was typed", () => {
    expect(withAddress("Bud", "budi@example.org")).toBe("budi@example.org, ");
    expect(withAddress("ana@example.org, Bud", "budi@example.org")).toBe("ana@example.org, budi@example.org, ");
  });

  it("takes each address once, however it was pasted", () => {
    expect(addressesIn("Budi <budi@example.org>; x, budi@example.org\nana@example.org")).toEqual([
      "budi@example.org",
      "ana@example.org",
    ]);
  });
});
