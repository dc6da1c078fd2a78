/** Who comes in, as one readable rule; the PIN, the places, the lock, the longest length. */
import { type FormEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntryRule, Rules, RulesChange } from "@/api/host";
import { useModeration } from "@/features/moderation/useModeration";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Segments } from "@/ui/Segments";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import styles from "./HostPanel.module.css";

const ENTRIES: readonly EntryRule[] = ["link", "signed_in", "invited"];
const PIN = /^(\d{4,10})?$/;
const PLACES = /^(\d{1,5})?$/;
/** 5 to 1440, a day, as the server has it; empty = none. */
const MINUTES = /^([5-9]|\d{2,3}|1[0-3]\d\d|14[0-3]\d|1440)?$/;

interface DoorProps {
  rules: Rules;
  change(change: RulesChange): Promise<boolean>;
}

export function DoorRules({ rules, change }: DoorProps) {
  const { t } = useTranslation(["host", "people"]);
  const { setLocked } = useModeration();
  const group = useId();
  return (
    <section className={styles.part} aria-labelledby={group}>
      <h3 id={group}>{t("host:door.title")}</h3>
      <Switch
        label={t("people:lock.label")}
        hint={t("people:lock.hint")}
        checked={rules.locked}
        onChange={(locked) => setLocked(locked)}
      />
      <Choices
        label={t("host:door.title")}
        value={rules.entry}
        options={ENTRIES.map((value) => ({
          value,
          label: t(`host:door.${value}`),
          hint: t(value === "link" ? "host:door.hint.link" : `host:door.hint.${value}_${rules.others}`),
        }))}
        disabled={rules.forced.includes("entry")}
        onChange={(entry) => void change({ entry })}
      />
      {rules.forced.includes("entry") && <p className={styles.hint}>{t("host:fixed")}</p>}
      {rules.entry !== "link" && (
        <Segments
          label={t("host:door.others")}
          value={rules.others}
          options={[
            { value: "wait", label: t("host:door.wait") },
            { value: "refuse", label: t("host:door.refuse") },
          ]}
          disabled={rules.forced.includes("others")}
          onChange={(others) => void change({ others })}
        />
      )}
      {rules.entry !== "link" && rules.forced.includes("others") && <p className={styles.hint}>{t("host:fixed")}</p>}
      <Field
        label={t("host:door.pin")}
        hint={t("host:door.pinHint")}
        wrong={t("host:door.pinWrong")}
        form={PIN}
        known={rules.pin}
        onSave={(pin) => void change({ pin })}
      />
      <Field
        label={t("host:door.places")}
        hint={t("host:door.placesHint")}
        wrong={t("host:door.placesWrong")}
        form={PLACES}
        known={rules.places === 0 ? "" : String(rules.places)}
        onSave={(places) => void change({ places: Number(places) })}
      />
      <Field
        label={t("host:door.minutes")}
        hint={t("host:door.minutesHint")}
        wrong={t("host:door.minutesWrong")}
        form={MINUTES}
        known={rules.minutes === 0 ? "" : String(rules.minutes)}
        onSave={(minutes) => void change({ minutes: Number(minutes) })}
      />
    </section>
  );
}

interface FieldProps {
  label: string;
  hint: string;
  wrong: string;
  form: RegExp;
  known: string;
  onSave(text: string): void;
}

/** A few digits that count once they are saved. */
function Field({ label, hint, wrong, form, known, onSave }: FieldProps) {
  const { t } = useTranslation("host");
  const [typed, setTyped] = useState(known);
  useEffect(() => setTyped(known), [known]);
  const good = form.test(typed);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (good) onSave(typed);
  };
  return (
    <form onSubmit={save} noValidate>
      <TextField
        label={label}
        hint={hint}
        error={good ? undefined : wrong}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value.trim())}
        end={
          typed !== known && (
            <Button kind="quiet" type="submit" disabled={!good}>
              {t("door.save")}
            </Button>
          )
        }
      />
    </form>
  );
}
