/**
 * Set-up of every unit test: English texts at once (no fetching), a clean page and clean storage after each test.
 */
import { cleanup } from "@testing-library/react";
import i18next, { type Resource } from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach } from "vitest";

const catalogues = import.meta.glob<Record<string, string>>("./i18n/en/*.json", { eager: true, import: "default" });
const en = Object.fromEntries(
  Object.entries(catalogues).map(([path, texts]) => [path.replace(/^.*\/(\w+)\.json$/, "$1"), texts]),
);

await i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: false,
  defaultNS: "common",
  resources: { en } as Resource,
  interpolation: { escapeValue: false },
});

// No server in unit tests: who wants an answer puts its own (`vi.stubGlobal`), which gives way to this one again.
globalThis.fetch = () => Promise.reject(new TypeError("no server"));

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
