/** Who comes in, as one readable rule; the PIN, the places, the lock. */
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntryRule, Rules, RulesChange } from "@/api/host";
import { useModeration } from "@/features/moderation/useModeration";
import { Button } from "@/ui/Button";
import { Segments } from "@/ui/Segments";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import styles from "./HostPanel.module.css";

const ENTRIES: readonly EntryRule[] = ["link", "signed_in", "invited"];
const PIN = /^(\d{4,10})?$/;
const PLACES = /^(\d{1,5})?$/;

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
      <div role="radiogroup" aria-labelledby={group}>
        {ENTRIES.map((entry) => (
          <Choice key={entry} name={group} checked={rules.entry === entry} onChoose={() => void change({ entry })}>
            <span>{t(`host:door.${entry}`)}</span>
            <span className={styles.hint}>{t(`host:door.hint.${entry}`)}</span>
          </Choice>
        ))}
      </div>
      {rules.entry !== "link" && (
        <Segments
          label={t("host:door.others")}
          value={rules.others}
          options={[
            { value: "wait", label: t("host:door.wait") },
            { value: "refuse", label: t("host:door.refuse") },
          ]}
          onChange={(others) => void change({ others })}
        />
      )}
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
    </section>
  );
}

function Choice(props: { name: string; checked: boolean; onChoose(): void; children: ReactNode }) {
  return (
    <label className={styles.choice}>
      <input type="radio" name={props.name} checked={props.checked} onChange={props.onChoose} />
      <span>{props.children}</span>
    </label>
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
    <form className={styles.row} onSubmit={save} noValidate>
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
