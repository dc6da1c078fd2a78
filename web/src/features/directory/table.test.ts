import { describe, expect, it } from "vitest";
import type { TableLine } from "@/api/directory";
import { countOutcomes, linksAsTable, readText, worstFirst } from "./table";

const line = (number: number, outcome: TableLine["outcome"]): TableLine => ({
  line: number,
  outcome,
  email: "a@b.c",
  name: "",
  changes: [],
  problem: "",
});

describe("a table of people", () => {
  it("is read as UTF-8, as UTF-16 with its mark, and as old Windows text", async () => {
    expect(await readText(new Blob(["почта"]))).toBe("почта");
    expect(await readText(new Blob([new Uint8Array([0xff, 0xfe, 0x3f, 0x04])]))).toBe("п");
    expect(await readText(new Blob([new Uint8Array([0xef, 0xee, 0xf7, 0xf2, 0xe0])]))).toBe("почта");
  });

  it("shows what goes wrong first and counts each outcome", () => {
    const lines = [line(2, "same"), line(3, "create"), line(4, "error"), line(5, "update"), line(6, "error")];
    expect(worstFirst(lines).map((found) => found.line)).toEqual([4, 6, 5, 3, 2]);
    expect(countOutcomes(lines)).toEqual({ create: 1, update: 1, same: 1, error: 2 });
  });

  it("hands links over in cells that no spreadsheet takes for a formula", () => {
    const link = "https://meet.example/welcome#x";
    const made = { email: "a@b.c", link, mailed: false };
    const text = linksAsTable([
      { ...made, name: '=HYPERLINK("http://evil")' },
      { ...made, name: 'Ana, "the first"' },
    ]);
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")",a@b.c,${link}`);
    expect(text).toContain(`"Ana, ""the first""",a@b.c,${link}`);
  });
});
