/** The languages of the app: which there are, how each calls itself, and which one this device should start with. */

export const LANGUAGES = ["en", "id", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language named by itself, so that somebody lost in a foreign one finds home. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", id: "Bahasa Indonesia", ru: "Русский" };

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The first wish of the system that we speak; English when there is none. `wishes` is `navigator.languages`. */
export function systemLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const base = wish.toLowerCase().split("-")[0];
    // Old Java and Android name Indonesian "in".
    const language = base === "in" ? "id" : base;
    if (isLanguage(language)) return language;
  }
  return "en";
}
