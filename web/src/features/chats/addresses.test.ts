import { describe, expect, it } from "vitest";
import { chatAddress, messageAddress, messageIn } from "./addresses";

describe("addresses of chats", () => {
  it("lead to a message and back", () => {
    const address = messageAddress("abcd-efgh", "0190-m1");
    expect(address).toBe("/m/abcd-efgh/chat#0190-m1");
    expect(messageIn(address.slice(chatAddress("abcd-efgh").length))).toBe("0190-m1");
  });
  it.each(["", "#", "#a b", "#<img>", `#${"x".repeat(65)}`])("with %j name no message", (hash) => {
    expect(messageIn(hash)).toBeNull();
  });
});
