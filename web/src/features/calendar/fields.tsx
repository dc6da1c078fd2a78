/** Fields of a meeting that plans and templates share: how long it is, when others come in, its agenda. */
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import form from "@/features/account/Form.module.css";
import { Select } from "@/ui/Select";
import styles from "./PlanDialog.module.css";

/** Minutes offered; another length that a plan has is offered too. */
const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240];
/** Minutes before the start that are offered for coming in; null = at any time. */
const EARLY = [null, 0, 5, 10, 15, 30, 60];
export const LONGEST_TITLE = 120;
const LONGEST_AGENDA = 4_000;

export function LengthField({ minutes, onChange }: { minutes: number; onChange(minutes: number): void }) {
  const { t, i18n } = useTranslation("calendar");
  const lengths = LENGTHS.includes(minutes) ? LENGTHS : [...LENGTHS, minutes].sort((a, b) => a - b);
  return (
    <Labelled label={t("field.length")}>
      <Select
        label={t("field.length")}
        value={String(minutes)}
        options={lengths.map((length) => ({ value: String(length), label: lengthText(length, i18n.language) }))}
        onChange={(value) => onChange(Number(value))}
      />
    </Labelled>
  );
}

export function EarlyField({ early, onChange }: { early: number | null; onChange(early: number | null): void }) {
  const { t } = useTranslation("calendar");
  const offered = EARLY.includes(early) ? EARLY : [...EARLY, early];
  const words = (minutes: number | null) =>
    minutes === null ? t("early.any") : minutes === 0 ? t("early.start") : t("early.before", { count: minutes });
  return (
    <Labelled label={t("early.label")}>
      <Select
        label={t("early.label")}
        value={String(early)}
        options={offered.map((minutes) => ({ value: String(minutes), label: words(minutes) }))}
        onChange={(value) => onChange(value === "null" ? null : Number(value))}
      />
    </Labelled>
  );
}

export function AgendaField({ text, onChange }: { text: string; onChange(text: string): void }) {
  const { t } = useTranslation("calendar");
  const id = useId();
  return (
    <div className={form.labelled}>
      <label className={form.label} htmlFor={id}>
        {t("field.agenda")}
      </label>
      <textarea
        id={id}
        className={styles.agenda}
        rows={4}
        maxLength={LONGEST_AGENDA}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

/** A drop-down says its label itself; to the eye it stands above. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={form.labelled}>
      <span className={form.label} aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

/** "45 min", "2 hr". */
export function lengthText(minutes: number, language: string): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
