/** What a template's rules are, in one line that somebody reads before using it. */
import type { TFunction } from "i18next";
import { RIGHTS } from "@/api/host";
import type { StartRules } from "@/api/templates";

/** "Only invited people come in · with a PIN · participants may not: share the screen, change their name". */
export function rulesText(rules: StartRules, language: string, t: TFunction<"templates">): string {
  const off = RIGHTS.filter((right) => rules.switches[right] === false);
  const parts = [t(rules.entry === "link" ? "entry.link" : `entry.${rules.entry}_${rules.others}`)];
  if (rules.pin) parts.push(t("with.pin"));
  if (rules.places > 0) parts.push(t("with.places", { count: rules.places }));
  if (rules.minutes > 0) parts.push(t("with.minutes", { count: rules.minutes }));
  if (off.length > 0) {
    const rights = off.map((right) => within(t(`right.${right}`), language));
    parts.push(t("with.off", { rights: rights.join(", ") }));
  }
  return parts.join(" · ");
}

/** As it stands in a sentence: the words begin a line elsewhere. */
function within(words: string, language: string): string {
  return words.charAt(0).toLocaleLowerCase(language) + words.slice(1);
}
