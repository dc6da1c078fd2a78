/** The site's own look: from the last visit at once, from the server after, and Rapat's own when neither knows. */
import { renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { useTitle } from "./useTitle";

const ACCENT = { fill: "#0a7d3c", fill_on_dark: "#0b8540", on_dark: "#3fd07f" };
const BRAND = { name: "Dinas Kota", logo: "/api/site/logo/abc", accent: ACCENT };
const { style } = document.documentElement;

beforeEach(() => {
  vi.resetModules();
  style.cssText = "";
});

/** The module as a page that has just been opened finds it. */
const opened = () => import("./brand");

function serverSays(answer: unknown, status = 200): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(answer), { status }));
}

it("is Rapat's own while nothing is known", async () => {
  const { followBrand, useBrand } = await opened();
  followBrand();
  expect(useBrand.getState()).toMatchObject({ name: "Rapat", logo: "", accent: null });
  expect(style.cssText).toBe("");
});

it("takes what the server says and shows it at once at the next visit", async () => {
  serverSays({ ...BRAND, language: "id" });
  const first = await opened();
  await first.learnBrand();
  expect(first.useBrand.getState()).toMatchObject(BRAND);
  expect(style.getPropertyValue("--accent-fill-on-dark")).toBe("#0b8540");

  vi.resetModules();
  style.cssText = "";
  serverSays({}, 503);
  const again = await opened();
  again.followBrand();
  expect(again.useBrand.getState()).toMatchObject(BRAND);
  expect(style.getPropertyValue("--accent-on-dark")).toBe("#3fd07f");
});

it.each([[{ name: 7, logo: "", accent: null }], ["no JSON object"], [{ ...BRAND, accent: "green" }]])(
  "keeps its look when the answer is none: %j",
  async (answer) => {
    serverSays(answer);
    const { learnBrand, useBrand } = await opened();
    await learnBrand();
    expect(useBrand.getState().name).toBe("Rapat");
    expect(localStorage.getItem("rapat.site")).toBeNull();
  },
);

it("gives the own colours back when the site has none of its own any more", async () => {
  const { learnBrand } = await opened();
  serverSays(BRAND);
  await learnBrand();
  serverSays({ ...BRAND, accent: null });
  await learnBrand();
  expect(style.getPropertyValue("--accent-fill")).toBe("");
});

it("names the site behind the screen's own title", async () => {
  const { useBrand } = await import("./brand");
  const own = renderHook(() => useTitle("Calendar"));
  expect(document.title).toBe("Calendar · Rapat");
  own.unmount();
  expect(useBrand.getState().name).toBe("Rapat");
});
