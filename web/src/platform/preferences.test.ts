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
  it("follow another tab of this browser", async () => {
    const { heed, usePreferences } = await fresh();
    localStorage.setItem("rapat.preferences", '{"language":"id","theme":"dark"}');
    heed("something.else");
    expect(usePreferences.getState().language).toBeNull();
    heed("rapat.preferences");
    expect(usePreferences.getState()).toMatchObject({ language: "id", theme: "dark" });
  });
  it("are the defaults when the record is not ours", async () => {
    localStorage.setItem("rapat.preferences", '{"theme":"pink"}');
    expect((await fresh()).usePreferences.getState().theme).toBe("system");
  });
});
