import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "@/i18n/en/admin.json";
import id from "@/i18n/id/admin.json";
import ru from "@/i18n/ru/admin.json";
import { KINDS } from "./acts";

/** The server's own list: a new act there must find its words here. */
const SERVER = readFileSync(`${process.cwd()}/../src/rapat/domain/activity.py`, "utf8");
const CODES = [...SERVER.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"$/gm)].map(([, code = ""]) => code);

describe("the acts of the log", () => {
  it("are those of the server, each of one kind", () => {
    expect(CODES).toContain("signed_in");
    expect(Object.values(KINDS).flat().sort()).toEqual([...CODES].sort());
  });

  it.each(Object.entries({ en, id, ru }))("have their words in %s", (_, texts) => {
    expect(Object.keys(texts.activity.acts).sort()).toEqual([...CODES].sort());
  });
});
