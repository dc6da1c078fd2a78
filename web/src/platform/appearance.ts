/**
 * Keeps the page in the theme and language that the person prefers, also when they change them, here or in another tab,
 * or when the system does.
 */
import { changeLanguage } from "@/i18n";
import { heed, languageNow, type Preferences, usePreferences } from "./preferences";

export function followPreferences(): void {
  apply(usePreferences.getState());
  usePreferences.subscribe((now, before) => {
    apply(now);
    if (now.language !== before.language) void changeLanguage(languageNow());
  });
  window.addEventListener("storage", ({ key }) => heed(key));
  window.addEventListener("languagechange", () => void changeLanguage(languageNow()));
}

function apply({ theme }: Preferences): void {
  const page = document.documentElement;
  if (theme === "system") delete page.dataset.theme;
  else page.dataset.theme = theme;
}
