import { beforeEach, describe, expect, it, vi } from "vitest";

async function fresh() {
  vi.resetModules();
  return import("./preferences");
}

describe("preferences", () => {
  beforeEach(() => localStorage.clear());

  it("follow the system until something was chosen", async () => {
    const { usePreferences } = await fresh();
    expect(usePreferences.getState()).toMatchObject({ language: null, theme: "system" });
  });
  it("come back on the next visit", async () => {
    (await fresh()).prefer({ theme: "dark", language: "ru" });
    expect((await fresh()).usePreferences.getState()).toMatchObject({ theme: "dark", language: "ru", sounds: true });
  });
  it("are the defaults when the record is not ours", async () => {
    localStorage.setItem("rapat.preferences", '{"theme":"pink"}');
    expect((await fresh()).usePreferences.getState().theme).toBe("system");
  });
});
