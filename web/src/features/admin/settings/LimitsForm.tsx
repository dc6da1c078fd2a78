/** How many people, how long, how large a file: for all meetings. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextField } from "@/ui/TextField";
import { spanOf } from "../measures";
import { LIMITS, limitIn, limitsIn, rangeOf, typedOf } from "./limits";
import { type FormProps, SettingsForm } from "./SettingsForm";
import styles from "./SettingsSection.module.css";

/** In an hour. */
const HOUR = 60;
/** In milliseconds. */
const MINUTE = 60_000;

export function LimitsForm({ now, onSaved }: FormProps) {
  const { t, i18n } = useTranslation("site");
  const [typed, setTyped] = useState(() => typedOf(now.limits));
  const limits = limitsIn(typed, now);
  const hours = hoursOf(limitIn(typed.minutes, rangeOf("minutes", now)) ?? 0, i18n.language);
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <SettingsForm title={t("limits.title")} lead={t("limits.lead")} wish={limits && { limits }} onSaved={onSaved}>
      <div className={styles.fields}>
        {LIMITS.map((name) => {
          const range = rangeOf(name, now);
          const [least, most] = range.map((limit) => number.format(limit));
          const right = limitIn(typed[name], range) !== undefined;
          return (
            <TextField
              key={name}
              label={t(`limits.${name}`)}
              inputMode="numeric"
              autoComplete="off"
              placeholder={t("limits.none")}
              value={typed[name]}
              hint={name === "minutes" && hours ? t("limits.minutesAre", { hours }) : t(`limits.${name}Hint`, { most })}
              error={right ? undefined : t("limits.wrong", { least, most })}
              onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
            />
          );
        })}
      </div>
    </SettingsForm>
  );
}

/** A length in minutes as hours are spoken of; empty = it is shorter, or there is none. */
function hoursOf(minutes: number, language: string): string {
  return minutes < HOUR ? "" : spanOf(minutes * MINUTE, language);
}
