import { describe, expect, it } from "vitest";
import { type Inline, parse, plain } from "./markdown";

/** Short form: **bold** as [b …], links in <>, names in @(). */
function short(inlines: Inline[]): string {
  return inlines
    .map((inline) => {
      if ("children" in inline) return `[${inline.kind[0]} ${short(inline.children)}]`;
      if (inline.kind === "code") return `[c ${inline.text}]`;
      if (inline.kind === "link") return `<${inline.href}>`;
      return inline.kind === "mention" ? `@(${inline.identity})` : inline.text;
    })
    .join("");
}
function one(text: string): string {
  return parse(text, [
    { identity: "a", name: "Ana" },
    { identity: "am", name: "Ana Maria" },
  ])
    .map((block) => (block.kind === "text" ? short(block.children) : `{${block.kind}}`))
    .join("|");
}

describe("marks", () => {
  it.each([
    ["**now** or *later*", "[b now] or [i later]"],
    ["_so_ and `a*b*c`", "[i so] and [c a*b*c]"],
    ["**very *very* much**", "[b very [i very] much]"],
    ["2*3*4 and snake_case_name", "2*3*4 and snake_case_name"],
    ["** not ** * this *", "** not ** * this *"],
    ["**open", "**open"],
    ["see **https://a.example/x_y_z**", "see [b <https://a.example/x_y_z>]"],
    ["@Ana Maria and @Ana, not @Anabel? ", "@(am) and @(a), not @Anabel? "],
    ["<b onclick=alert(1)>", "<b onclick=alert(1)>"],
    ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  ])("of %j are read as people mean them", (text, found) => expect(one(text)).toBe(found));

  it("do not reach into code", () => {
    expect(parse("before\n```js\nlet **a** = 1;\n  - b\n```\nafter")).toEqual([
      { kind: "text", children: [{ kind: "text", text: "before" }] },
      { kind: "code", text: "let **a** = 1;\n  - b" },
      { kind: "text", children: [{ kind: "text", text: "after" }] },
    ]);
  });
  it("make lists of lines that begin like one", () => {
    const [intro, list, numbers] = parse("Plan:\n- one\n- two\n1. first\n2. second");
    expect([intro?.kind, list, numbers]).toMatchObject(["text", { ordered: false }, { ordered: true }]);
  });
  it("keep line breaks and never loop on what is not closed", () => {
    expect(one("a\nb")).toBe("a\nb");
    expect(one(`${"**a ".repeat(1000)}`).length).toBeGreaterThan(1000);
    expect(parse("*".repeat(4000)).length).toBeGreaterThan(0);
  });
  it("are left out where only words fit", () => {
    expect(plain("**Hi** `x`\n- a\n- b")).toBe("Hi x a, b");
  });
});
