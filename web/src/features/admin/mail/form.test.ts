import { describe, expect, it } from "vitest";
import type { MailServer } from "@/api/mail";
import { isChanged, passwordNeed, refusalOf, typedOf, wishOf, withSecurity, wrongIn } from "./form";

const KEPT: MailServer = {
  source: "administrators",
  host: "smtp.example.org",
  port: 587,
  security: "starttls",
  user: "rapat",
  sender: "Rapat <rapat@example.org>",
  password_set: true,
};
const NONE: MailServer = { ...KEPT, source: "none", host: "", port: 0, security: "", user: "", password_set: false };

describe("the security of the line", () => {
  it("proposes its usual port", () => {
    const begun = typedOf(NONE);
    expect([begun.security, begun.port]).toEqual(["starttls", "587"]);
    expect(withSecurity(begun, "tls").port).toBe("465");
    expect(withSecurity(withSecurity({ ...begun, port: "" }, "tls"), "none").port).toBe("25");
  });

  it("leaves a port in peace that was typed on purpose", () => {
    expect(withSecurity({ ...typedOf(KEPT), port: "2525" }, "tls").port).toBe("2525");
  });
});

describe("the password", () => {
  it("stays when none is typed for the same server and user", () => {
    const typed = { ...typedOf(KEPT), sender: "other@example.org" };
    expect(passwordNeed(typed, KEPT)).toBe("kept");
    expect(wishOf(typed, KEPT)).not.toHaveProperty("password");
    expect(wishOf({ ...typed, password: "new" }, KEPT).password).toBe("new");
  });

  it.each([{ host: "other.example.org" }, { port: "465" }, { security: "none" as const }, { user: "other" }])(
    "must be typed again for %o",
    (other) => {
      expect(passwordNeed({ ...typedOf(KEPT), ...other }, KEPT)).toBe("again");
    },
  );

  it("of the operator is not taken over, and none is sent without a user", () => {
    const theirs: MailServer = { ...KEPT, source: "operator" };
    expect(passwordNeed(typedOf(theirs), theirs)).toBe("operators");
    expect(passwordNeed({ ...typedOf(NONE), user: "rapat" }, NONE)).toBe("new");
    expect(wishOf({ ...typedOf(KEPT), user: "", password: "left over" }, KEPT).password).toBe("");
  });
});

describe("what is typed", () => {
  it("counts as changed when saving would change something", () => {
    const typed = typedOf(KEPT);
    expect(isChanged(typed, KEPT)).toBe(false);
    expect(isChanged({ ...typed, host: " smtp.example.org " }, KEPT)).toBe(false);
    expect(isChanged({ ...typed, password: "new" }, KEPT)).toBe(true);
    expect(isChanged({ ...typed, port: "25" }, KEPT)).toBe(true);
  });

  it("is wrong where the server would refuse it, and not before it was begun", () => {
    const typed = typedOf(KEPT);
    expect(wrongIn(typed)).toEqual({});
    expect(wrongIn({ ...typed, host: "", port: "", sender: "" })).toEqual({});
    expect(wrongIn({ ...typed, sender: "rapat@example.org" })).toEqual({});
    expect(wrongIn({ ...typed, host: "https://mail", port: "65536", sender: "Rapat" })).toEqual({
      host: true,
      port: true,
      sender: true,
    });
  });
});

describe("a letter that was not taken", () => {
  it.each([
    ["535 5.7.8 Authentication failed", "signIn"],
    ["451 greylisted", "later"],
    ["550 no such sender", "refused"],
    ["Error connecting to 127.0.0.1 on port 587", "silent"],
    ["", "silent"],
  ])("%s says what to do", (words, refusal) => {
    expect(refusalOf(words)).toBe(refusal);
  });
});
