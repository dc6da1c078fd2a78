/** Planning a meeting, or changing a date of one: what, when, how often, with whom. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePlan, invite, type Plan, type PlanDate, planMeeting, type Scope } from "@/api/plans";
import form from "@/features/account/Form.module.css";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import { inZone, likelyStart, localText } from "./grid";
import { addressesIn } from "./invitees";
import { PeopleField } from "./PeopleField";
import styles from "./PlanDialog.module.css";
import { choiceOf, fittingStart, REPEATS, type Repeat, ruleOf } from "./rule";

/** Minutes offered; another length that a plan has is offered too. */
const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240];
/** Minutes before the start that are offered for coming in; null = at any time. */
const EARLY = [null, 0, 5, 10, 15, 30, 60];
const ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];
const LONGEST_TITLE = 120;
const LONGEST_AGENDA = 4_000;

export interface PlanDialogProps {
  /** For a new meeting: the day that was pressed. */
  day?: Date;
  /** A date to be changed, its plan, and which dates are meant. */
  change?: { date: PlanDate; plan: Plan; scope: Scope };
  onClose(): void;
  onDone(): void;
}

interface Draft {
  title: string;
  agenda: string;
  starts: string;
  minutes: number;
  zone: string;
  repeat: Repeat;
  last: string;
  people: string;
  early: number | null;
}

export function PlanDialog({ day, change, onClose, onDone }: PlanDialogProps) {
  const { t } = useTranslation("calendar");
  const [draft, setDraft] = useState(() =>
    change ? draftOf(change.date, change.plan) : freshDraft(day ?? new Date()),
  );
  const id = useId();
  const { busy, problem, run } = useSubmit();
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      if (change) await save(draft, change);
      else
        await make(draft, (copied) => toast({ kind: "planned", text: t(copied ? "planned.copied" : "planned.done") }));
      onDone();
    });
  };

  return (
    <Dialog
      title={t(change ? "change.title" : "plan.title")}
      onClose={onClose}
      footer={
        <Button type="submit" form={id} kind="primary" busy={busy}>
          {t(change ? "change.act" : "plan.act")}
        </Button>
      }
    >
      <form id={id} className={form.form} onSubmit={send}>
        <TextField
          label={t("field.title")}
          required
          data-first=""
          maxLength={LONGEST_TITLE}
          value={draft.title}
          autoComplete="off"
          onChange={(event) => set({ title: event.target.value })}
        />
        <When draft={draft} set={set} repeats={change?.scope !== "one"} />
        {change?.scope !== "one" && <PeopleField text={draft.people} onChange={(people) => set({ people })} />}
        {change?.scope !== "one" && <Early draft={draft} set={set} />}
        <div className={form.labelled}>
          <label className={form.label} htmlFor={`${id}-agenda`}>
            {t("field.agenda")}
          </label>
          <textarea
            id={`${id}-agenda`}
            className={styles.agenda}
            rows={4}
            maxLength={LONGEST_AGENDA}
            value={draft.agenda}
            onChange={(event) => set({ agenda: event.target.value })}
          />
        </div>
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}

interface Part {
  draft: Draft;
  set(part: Partial<Draft>): void;
}

function When({ draft, set, repeats }: Part & { repeats: boolean }) {
  const { t, i18n } = useTranslation("calendar");
  const zones = useId();
  const lengths = LENGTHS.includes(draft.minutes) ? LENGTHS : [...LENGTHS, draft.minutes].sort((a, b) => a - b);
  const choices: readonly Repeat[] = draft.repeat === "other" ? [...REPEATS, "other"] : REPEATS;
  return (
    <>
      <div className={form.pair}>
        <TextField
          label={t("field.starts")}
          type="datetime-local"
          required
          value={draft.starts}
          onChange={(event) => set({ starts: event.target.value })}
        />
        <Labelled label={t("field.length")}>
          <Select
            label={t("field.length")}
            value={String(draft.minutes)}
            options={lengths.map((minutes) => ({ value: String(minutes), label: lengthText(minutes, i18n.language) }))}
            onChange={(value) => set({ minutes: Number(value) })}
          />
        </Labelled>
      </div>
      <div>
        <TextField
          label={t("field.zone")}
          required
          list={zones}
          value={draft.zone}
          autoComplete="off"
          spellCheck={false}
          error={ZONES.includes(draft.zone) ? undefined : t("field.zoneUnknown")}
          onChange={(event) => set({ zone: event.target.value })}
        />
        <datalist id={zones}>
          {ZONES.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      {repeats && (
        <div className={form.pair}>
          <Labelled label={t("field.repeats")}>
            <Select
              label={t("field.repeats")}
              value={draft.repeat}
              options={choices.map((value) => ({ value, label: t(`repeat.${value}`) }))}
              onChange={(repeat) => set({ repeat, starts: fittingStart(repeat, draft.starts) })}
            />
          </Labelled>
          {draft.repeat !== "never" && draft.repeat !== "other" && (
            <TextField
              label={t("field.last")}
              type="date"
              min={draft.starts.slice(0, 10)}
              value={draft.last}
              onChange={(event) => set({ last: event.target.value })}
            />
          )}
        </div>
      )}
    </>
  );
}

function Early({ draft, set }: Part) {
  const { t } = useTranslation("calendar");
  const offered = EARLY.includes(draft.early) ? EARLY : [...EARLY, draft.early];
  const words = (early: number | null) =>
    early === null ? t("early.any") : early === 0 ? t("early.start") : t("early.before", { count: early });
  return (
    <Labelled label={t("early.label")}>
      <Select
        label={t("early.label")}
        value={String(draft.early)}
        options={offered.map((early) => ({ value: String(early), label: words(early) }))}
        onChange={(value) => set({ early: value === "null" ? null : Number(value) })}
      />
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={form.labelled}>
      <span className={form.label} aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function freshDraft(day: Date): Draft {
  return {
    title: "",
    agenda: "",
    starts: localText(likelyStart(new Date(), day)),
    minutes: 30,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    repeat: "never",
    last: "",
    people: "",
    early: null,
  };
}

function draftOf(date: PlanDate, plan: Plan): Draft {
  const minutes = Math.round((Date.parse(date.ends) - Date.parse(date.starts)) / 60_000);
  const people = plan.invitees.map(({ address }) => address).join(", ");
  const { repeat, last } = choiceOf(plan.recurrence);
  const starts = inZone(new Date(date.starts), date.zone);
  const { title, agenda, zone } = date;
  return { title, agenda, starts, minutes, zone, repeat, last, people, early: plan.early_minutes };
}

async function make(draft: Draft, tell: (copied: boolean) => void): Promise<void> {
  const { title, agenda, starts, minutes, zone } = draft;
  const made = planMeeting({
    title,
    agenda,
    starts: fittingStart(draft.repeat, starts),
    minutes,
    zone,
    recurrence: ruleOf(draft.repeat, draft.last),
    early_minutes: draft.early,
    invitees: addressesIn(draft.people),
  });
  const copied = copyText(made.then(({ meeting }) => `${window.location.origin}/m/${meeting}`));
  await made;
  tell(await copied);
}

/** Sends only what differs: what others changed meanwhile stays. */
async function save(draft: Draft, { date, plan, scope }: NonNullable<PlanDialogProps["change"]>): Promise<void> {
  const before = draftOf(date, plan);
  const rule = ruleOf(draft.repeat, draft.last);
  const known = draft.repeat !== "other" && rule !== ruleOf(before.repeat, before.last);
  const changed = await changePlan(plan.id, {
    date: date.date,
    scope,
    ...(draft.title !== before.title && { title: draft.title }),
    ...(draft.agenda !== before.agenda && { agenda: draft.agenda }),
    ...(draft.starts !== before.starts && { starts: draft.starts }),
    ...(draft.minutes !== before.minutes && { minutes: draft.minutes }),
    ...(draft.zone !== before.zone && { zone: draft.zone }),
    ...(scope !== "one" && known && { recurrence: rule }),
    ...(scope !== "one" && draft.early !== before.early && { early_minutes: draft.early }),
  });
  if (scope !== "one" && draft.people !== before.people) await invite(changed.id, addressesIn(draft.people));
}

/** "45 min", "2 hr". */
export function lengthText(minutes: number, language: string): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
