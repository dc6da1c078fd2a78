/**
 * Texts of the app: i18next with catalogues in `<language>/<namespace>.json`. English for the shell lies in the main
 * bundle; the rest comes as four files per language, `shell.ts`, `room.ts` (the call), `app.ts` (pages of signed-in
 * people) and `admin.ts`, when a screen first asks for a text (`useTranslation` suspends meanwhile). Plurals follow Intl.PluralRules: `key_one`, `key_few`, `key_many`, `key_other`.
 */
import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";
import * as english from "./en/shell";
import type { Language } from "./languages";

type Catalogues = Record<string, ResourceKey>;
const files = import.meta.glob<Catalogues>(["./{id,ru}/{shell,room,app,admin}.ts", "./en/{room,app,admin}.ts"]);

/** Namespaces of the files beside `shell.ts`; the others are the call's. */
const FILES: Readonly<Record<string, string>> = {
  account: "app",
  calendar: "app",
  templates: "app",
  admin: "admin",
  branding: "admin",
  mail: "admin",
  privacy: "admin",
  site: "admin",
};

const lazyCatalogues: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const file = namespace in english ? "shell" : (FILES[namespace] ?? "room");
    const load = files[`./${language}/${file}.ts`];
    if (load === undefined) {
      done(new Error(`no texts ${language}/${file}`), null);
      return;
    }
    load().then(
      (catalogues) => done(null, catalogues[namespace] ?? {}),
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
      ns: Object.keys(english),
      defaultNS: "common",
      resources: { en: { ...english } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = language;
}

/** Switches the app to `language` without a reload; `<html lang>` follows, for screen readers and hyphenation. */
export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
