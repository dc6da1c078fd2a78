/**
 * Texts of the app: i18next with catalogues in `<language>/<namespace>.json`. English for the shell lies in the main
 * bundle; every other catalogue is fetched when a screen first asks for it (`useTranslation` suspends meanwhile).
 * Plurals follow Intl.PluralRules: write `key_one`, `key_few`, `key_many`, `key_other`.
 */
import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";
import common from "./en/common.json";
import ending from "./en/ending.json";
import errors from "./en/errors.json";
import home from "./en/home.json";
import join from "./en/join.json";
import settings from "./en/settings.json";
import type { Language } from "./languages";

const catalogues = import.meta.glob<ResourceKey>("./{en,id,ru}/*.json", { import: "default" });

const lazyCatalogues: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = catalogues[`./${language}/${namespace}.json`];
    if (load === undefined) {
      done(new Error(`no catalogue ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

/** Starts the texts in `language`. Resolves when the shell can be drawn. */
export async function startTexts(language: Language): Promise<void> {
  await i18next
    .use(lazyCatalogues)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ["common", "home", "join", "ending", "settings", "errors"],
      defaultNS: "common",
      resources: { en: { common, home, join, ending, settings, errors } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

/** Switches the app to `language` without a reload; `<html lang>` follows, for screen readers and hyphenation. */
export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
