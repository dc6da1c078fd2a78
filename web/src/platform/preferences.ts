/**
 * What this person likes on this device: language, theme, sounds, shortcuts, name. Until something was chosen, theme
 * and language follow the system. The first paint reads the same record in public/appearance.js.
 */
import { create } from "zustand";
import { isLanguage, type Language, systemLanguage } from "@/i18n/languages";
import { isRecord, recall, remember } from "./storage";

export type Theme = "system" | "light" | "dark";

export interface Preferences {
  /** null = the system's. */
  language: Language | null;
  theme: Theme;
  /** Soft sounds for join, leave, hand, waiting guest. */
  sounds: boolean;
  /** Single-letter keys in a call (WCAG 2.1.4 wants them switchable). */
  shortcuts: boolean;
  /** The name given at the last join; empty before. */
  name: string;
}

const KEY = "rapat.preferences";
const DEFAULTS: Preferences = { language: null, theme: "system", sounds: true, shortcuts: true, name: "" };

const CHECKS: Record<keyof Preferences, (value: unknown) => boolean> = {
  language: (value) => value === null || isLanguage(value),
  theme: (value) => value === "system" || value === "light" || value === "dark",
  sounds: (value) => typeof value === "boolean",
  shortcuts: (value) => typeof value === "boolean",
  name: (value) => typeof value === "string",
};

export const usePreferences = create<Preferences>()(() => ({ ...DEFAULTS, ...recall(KEY, isPreferences, {}) }));

export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  remember(KEY, usePreferences.getState());
}

/** Takes over what another tab of this browser has changed; `key` is the storage event's, null = all was cleared. */
export function heed(key: string | null): void {
  if (key === KEY || key === null) usePreferences.setState({ ...DEFAULTS, ...recall(KEY, isPreferences, {}) });
}

/** The language to speak now. */
export function languageNow(): Language {
  return usePreferences.getState().language ?? systemLanguage(navigator.languages);
}

/** All known fields are well-formed; a field that an older version did not write may be missing. */
function isPreferences(value: unknown): value is Partial<Preferences> {
  if (!isRecord(value)) return false;
  return Object.entries(CHECKS).every(([field, isFine]) => !(field in value) || isFine(value[field]));
}
