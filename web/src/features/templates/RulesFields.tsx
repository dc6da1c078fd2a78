/** The rules of a template: who comes in, what is asked at the door, what participants may do. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type EntryRule, RIGHTS } from "@/api/host";
import type { StartRules } from "@/api/templates";
import form from "@/features/account/Form.module.css";
import { Choices } from "@/ui/Choices";
import { Segments } from "@/ui/Segments";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import styles from "./RulesFields.module.css";

const ENTRIES: readonly EntryRule[] = ["link", "signed_in", "invited"];
/** The server's bounds of a longest length; empty = the site's. */
const MINUTES = { min: 5, max: 1440 };
/** Fewer people are no meeting; the site's limit is the server's to know. */
const PLACES = { min: 2, max: 100_000 };

export interface RulesFieldsProps {
  rules: StartRules;
  set(part: Partial<StartRules>): void;
}

export function RulesFields({ rules, set }: RulesFieldsProps) {
  const { t } = useTranslation("templates");
  const door = useId();
  const rights = useId();
  return (
    <>
      <section className={styles.part} aria-labelledby={door}>
        <h3 id={door}>{t("door.title")}</h3>
        <Choices
          label={t("door.title")}
          value={rules.entry}
          options={ENTRIES.map((value) => ({ value, label: t(`door.${value}`) }))}
          onChange={(entry) => set({ entry })}
        />
        {rules.entry !== "link" && (
          <Segments
            label={t("door.others")}
            value={rules.others}
            options={[
              { value: "wait", label: t("door.wait") },
              { value: "refuse", label: t("door.refuse") },
            ]}
            onChange={(others) => set({ others })}
          />
        )}
        <Switch label={t("door.pin")} hint={t("door.pinHint")} checked={rules.pin} onChange={(pin) => set({ pin })} />
        <div className={form.pair}>
          <Count label={t("door.places")} value={rules.places} {...PLACES} onChange={(places) => set({ places })} />
          <Count
            label={t("door.minutes")}
            value={rules.minutes}
            {...MINUTES}
            onChange={(minutes) => set({ minutes })}
          />
        </div>
      </section>
      <section className={styles.part} aria-labelledby={rights}>
        <h3 id={rights}>{t("rights")}</h3>
        {RIGHTS.map((right) => (
          <Switch
            key={right}
            label={t(`right.${right}`)}
            checked={rules.switches[right] !== false}
            onChange={(allowed) => set({ switches: { ...rules.switches, [right]: allowed } })}
          />
        ))}
      </section>
    </>
  );
}

interface CountProps {
  label: string;
  /** 0 = none. */
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

/** A limit that may stay empty; the browser says what is out of bounds when the form is sent. */
function Count({ label, value, min, max, onChange }: CountProps) {
  const { t } = useTranslation("templates");
  return (
    <TextField
      label={label}
      hint={t("door.empty")}
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      value={value === 0 ? "" : String(value)}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  );
}
