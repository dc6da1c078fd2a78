/** How a meeting repeats: how often, on which days, and until when. */
import { useTranslation } from "react-i18next";
import form from "@/features/account/Form.module.css";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { Labelled } from "./fields";
import styles from "./RepeatFields.module.css";
import {
  choices,
  countedIn,
  DAYS,
  type Day,
  ENDS,
  EVERY_MAX,
  fittingStart,
  numberOf,
  type Repeat,
  type Repetition,
  shownDays,
  TIMES_MAX,
  toggled,
  weekDay,
} from "./rule";

/** Russian ordinals agree with the week day; the other languages say the same three times. */
const GENDER = { MO: "m", TU: "m", WE: "f", TH: "m", FR: "f", SA: "f", SU: "n" } as const;
const INTERVALS = Array.from({ length: EVERY_MAX }, (_, index) => index + 1);
/** Any Monday: for the names of the days. */
const MONDAY = Date.UTC(2026, 11, 7, 12);

export interface RepeatFieldsProps {
  repetition: Repetition;
  /** Local moment of the first date; empty while it is being typed. */
  starts: string;
  /** The start goes along to the first day that was chosen. */
  onChange(repetition: Repetition, starts: string): void;
}

export function RepeatFields({ repetition, starts, onChange }: RepeatFieldsProps) {
  const { t } = useTranslation("calendar");
  const words = useRepeatWords(starts);
  const { repeat, every } = repetition;
  const counted = countedIn(repetition);
  const offered = repeat === "other" ? [...choices(starts), repeat] : choices(starts);
  const set = (part: Partial<Repetition>) => {
    const next = { ...repetition, ...part };
    onChange(next, fittingStart(next, starts));
  };
  return (
    <>
      <div className={form.pair}>
        <Labelled label={t("field.repeats")}>
          <Select
            label={t("field.repeats")}
            value={repeat}
            options={offered.map((value) => ({ value, label: words(value) }))}
            onChange={(value) => set({ repeat: value })}
          />
        </Labelled>
        {counted && (
          <Labelled label={t("every.label")}>
            <Select
              label={t("every.label")}
              value={String(every)}
              options={INTERVALS.map((count) => ({ value: String(count), label: t(`every.${counted}`, { count }) }))}
              onChange={(value) => set({ every: Number(value) })}
            />
          </Labelled>
        )}
      </div>
      {repeat === "weekly" && (
        <DayToggles
          chosen={shownDays(repetition, starts)}
          onToggle={(day) => set({ days: toggled(repetition, day, starts) })}
        />
      )}
      {repeat !== "never" && repeat !== "other" && <EndFields repetition={repetition} starts={starts} onChange={set} />}
    </>
  );
}

function DayToggles({ chosen, onToggle }: { chosen: readonly Day[]; onToggle(day: Day): void }) {
  const { t } = useTranslation("calendar");
  const short = useDayNames("short");
  const long = useDayNames("long");
  return (
    <Labelled label={t("field.days")}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser. */}
      <div role="group" aria-label={t("field.days")} className={styles.days}>
        {DAYS.map((day) => (
          <button
            key={day}
            type="button"
            className={styles.day}
            aria-pressed={chosen.includes(day)}
            onClick={() => onToggle(day)}
          >
            <span aria-hidden="true">{short(day)}</span>
            <VisuallyHidden>{long(day)}</VisuallyHidden>
          </button>
        ))}
      </div>
    </Labelled>
  );
}

interface EndFieldsProps {
  repetition: Repetition;
  starts: string;
  onChange(part: Partial<Repetition>): void;
}

function EndFields({ repetition: { ends, last, times }, starts, onChange }: EndFieldsProps) {
  const { t } = useTranslation("calendar");
  return (
    <div className={form.pair}>
      <Labelled label={t("ends.label")}>
        <Select
          label={t("ends.label")}
          value={ends}
          options={ENDS.map((value) => ({ value, label: t(`ends.${value}`) }))}
          onChange={(value) => onChange({ ends: value })}
        />
      </Labelled>
      {ends === "until" && (
        <TextField
          label={t("field.last")}
          type="date"
          required
          min={starts.slice(0, 10)}
          value={last}
          onChange={(event) => onChange({ last: event.target.value })}
        />
      )}
      {ends === "count" && (
        <TextField
          label={t("field.times")}
          type="number"
          inputMode="numeric"
          required
          min={1}
          max={TIMES_MAX}
          value={times || ""}
          onChange={(event) => onChange({ times: event.target.valueAsNumber || 0 })}
        />
      )}
    </div>
  );
}

/** "Monthly, on the second Tuesday": some choices say what they mean for this start. */
function useRepeatWords(starts: string): (repeat: Repeat) => string {
  const { t } = useTranslation("calendar");
  const long = useDayNames("long");
  return (repeat) => {
    if ((repeat !== "numbered" && repeat !== "last") || starts === "") return t(`repeat.${repeat}`);
    const day = weekDay(starts);
    const which = repeat === "last" ? "last" : (`n${numberOf(starts)}` as "n1" | "n2" | "n3" | "n4");
    return t(`numbered.${GENDER[day]}.${which}`, { day: long(day) });
  };
}

function useDayNames(weekday: "short" | "long"): (day: Day) => string {
  const { i18n } = useTranslation();
  const names = new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: "UTC" });
  return (day) => names.format(MONDAY + DAYS.indexOf(day) * 86_400_000);
}
