import { describe, expect, it } from "vitest";
import { faceOf } from "./mirror";

describe("a face", () => {
  it("is fetched by its hash from this server", () => {
    const hash = "0a".repeat(32);
    expect(faceOf(hash)).toBe(`/api/pictures/${hash}`);
  });
  it.each([undefined, "", "../me", "https://elsewhere.example/x.png", `${"0a".repeat(32)}/..`, "0A".repeat(32)])(
    "is never an address made up by %j",
    (hash) => expect(faceOf(hash)).toBe(""),
  );
});
