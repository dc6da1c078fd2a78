import { describe, expect, it } from "vitest";
import { invitationIn } from "./invitation";

function signed(claims: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const body = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return `head.${body}.signature`;
}

describe("an invitation in the address", () => {
  it("brings its text and the name in it", () => {
    const text = signed({ name: "Анна Петрова" });
    expect(invitationIn(`#invitation=${text}`)).toEqual({ text, name: "Анна Петрова" });
  });
  it("brings no name when it holds none or cannot be read", () => {
    expect(invitationIn(`#invitation=${signed({ name: 7 })}`)?.name).toBe("");
    expect(invitationIn("#invitation=nonsense")).toEqual({ text: "nonsense", name: "" });
  });
  it("is not there in an ordinary address", () => {
    expect([invitationIn(""), invitationIn("#top"), invitationIn("#invitation=")]).toEqual([null, null, null]);
  });
});
