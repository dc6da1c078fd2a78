import { describe, expect, it } from "vitest";
import { systemLanguage } from "./languages";

describe("the language to start with", () => {
  it.each([
    [["ru-RU", "en"], "ru"],
    [["de-DE", "id-ID", "en"], "id"],
    [["in"], "id"],
    [["fr"], "en"],
    [[], "en"],
  ])("for a system that wishes %j is %s", (wishes, language) => {
    expect(systemLanguage(wishes)).toBe(language);
  });
});
