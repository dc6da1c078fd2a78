/** Planning a meeting, or changing a date of one: what, when, how often, with whom. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePlan, invite, type Plan, type PlanDate, planMeeting, type Scope } from "@/api/plans";
import type { Template } from "@/api/templates";
import form from "@/features/account/Form.module.css";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { type Kept, SaveTemplate } from "@/features/templates/SaveTemplate";
import { TemplateField } from "@/features/templates/TemplateField";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import { AgendaField, EarlyField, LengthField, LONGEST_TITLE } from "./fields";
import { inZone, likelyStart, localText } from "./grid";
import { addressesIn } from "./invitees";
import { PeopleField } from "./PeopleField";
import { RepeatFields } from "./RepeatFields";
import { choiceOf, fittingStart, moved, ONCE, type Repetition, ruleOf } from "./rule";

const ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];

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
  repetition: Repetition;
  people: string;
  early: number | null;
}

export function PlanDialog({ day, change, onClose, onDone }: PlanDialogProps) {
  const { t } = useTranslation("calendar");
  const [draft, setDraft] = useState(() =>
    change ? draftOf(change.date, change.plan) : freshDraft(day ?? new Date()),
  );
  const [template, setTemplate] = useState<Template | null>(null);
  const id = useId();
  const { busy, problem, run } = useSubmit();
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const begin = (chosen: Template | null) => {
    setTemplate(chosen);
    if (chosen) setDraft((before) => draftFrom(chosen, before));
  };

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      if (change) await save(draft, change);
      else
        await make(draft, template, (copied) =>
          toast({ kind: "planned", text: t(copied ? "planned.copied" : "planned.done") }),
        );
      onDone();
    });
  };

  return (
    <Dialog
      title={t(change ? "change.title" : "plan.title")}
      onClose={onClose}
      footer={
        <>
          <SaveTemplate kept={keptOf(draft, change?.plan, template)} />
          <Button type="submit" form={id} kind="primary" busy={busy}>
            {t(change ? "change.act" : "plan.act")}
          </Button>
        </>
      }
    >
      {!change && <TemplateField chosen={template} onChoose={begin} />}
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
        {change?.scope !== "one" && <EarlyField early={draft.early} onChange={(early) => set({ early })} />}
        <AgendaField text={draft.agenda} onChange={(agenda) => set({ agenda })} />
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
  const { t } = useTranslation("calendar");
  const zones = useId();
  const start = (starts: string) => set({ starts, repetition: moved(draft.repetition, draft.starts, starts) });
  return (
    <>
      <div className={form.pair}>
        <TextField
          label={t("field.starts")}
          type="datetime-local"
          required
          value={draft.starts}
          onChange={(event) => start(event.target.value)}
        />
        <LengthField minutes={draft.minutes} onChange={(minutes) => set({ minutes })} />
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
        <RepeatFields
          repetition={draft.repetition}
          starts={draft.starts}
          onChange={(repetition, starts) => set({ repetition, starts })}
        />
      )}
    </>
  );
}

function freshDraft(day: Date): Draft {
  return {
    title: "",
    agenda: "",
    starts: localText(likelyStart(new Date(), day)),
    minutes: 30,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    repetition: ONCE,
    people: "",
    early: null,
  };
}

function draftOf(date: PlanDate, plan: Plan): Draft {
  const minutes = Math.round((Date.parse(date.ends) - Date.parse(date.starts)) / 60_000);
  const people = plan.invitees.map(({ address }) => address).join(", ");
  const starts = inZone(new Date(date.starts), date.zone);
  const repetition = choiceOf(plan.recurrence, starts, date.zone);
  const { title, agenda, zone } = date;
  return { title, agenda, starts, minutes, zone, repetition, people, early: plan.early_minutes };
}

/** What the template says; what it leaves open stays as it was typed. */
function draftFrom(template: Template, before: Draft): Draft {
  const { title, agenda, minutes, early_minutes: early } = template;
  return { ...before, title: title || before.title, agenda: agenda || before.agenda, minutes, early };
}

/** What a template keeps of this draft: the rules are those of the planned meeting, or of the template it starts from. */
function keptOf(draft: Draft, plan: Plan | undefined, template: Template | null): Kept {
  const { title, agenda, minutes, early: early_minutes } = draft;
  const rules = plan ? { rules_of: plan.meeting } : template ? { rules: template.rules } : {};
  return { title, agenda, minutes, early_minutes, ...rules };
}

async function make(draft: Draft, template: Template | null, tell: (copied: boolean) => void): Promise<void> {
  const { title, agenda, starts, minutes, zone, repetition } = draft;
  const first = fittingStart(repetition, starts);
  const made = planMeeting({
    title,
    agenda,
    starts: first,
    minutes,
    zone,
    recurrence: ruleOf(repetition, first),
    early_minutes: draft.early,
    invitees: addressesIn(draft.people),
    ...(template && { template: template.id }),
  });
  const copied = copyText(made.then(({ meeting }) => `${window.location.origin}/m/${meeting}`));
  await made;
  tell(await copied);
}

/** Sends only what differs: what others changed meanwhile stays. */
async function save(draft: Draft, { date, plan, scope }: NonNullable<PlanDialogProps["change"]>): Promise<void> {
  const before = draftOf(date, plan);
  const rule = ruleOf(draft.repetition, draft.starts);
  const known = draft.repetition.repeat !== "other" && rule !== ruleOf(before.repetition, before.starts);
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
