/** One date: when, where, with whom, and what can be done to it. */
import { IconCalendarDown, IconCopy, IconPencil, IconTrash, IconVideo } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Answer,
  answerPlan,
  cancelPlan,
  lookAtPlan,
  type Plan,
  type PlanDate,
  planFile,
  type Scope,
} from "@/api/plans";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { copyText } from "@/platform/clipboard";
import { goTo } from "@/platform/navigation";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Segments } from "@/ui/Segments";
import { Spinner } from "@/ui/Spinner";
import { toast } from "@/ui/toasts";
import styles from "./DateDialog.module.css";
import { PlanDialog } from "./PlanDialog";
import { ScopeDialog } from "./ScopeDialog";

export interface DateDialogProps {
  date: PlanDate;
  onClose(): void;
  onDone(): void;
}

type Step = { what: "look" } | { what: "which"; act: "change" | "cancel" } | { what: "change"; scope: Scope };

export function DateDialog({ date, onClose, onDone }: DateDialogProps) {
  const [step, setStep] = useState<Step>({ what: "look" });
  const [plan, setPlan] = useState<Plan | null>(null);
  const look = useSubmit();
  const { run } = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each date; `run` is new with every drawing.
  useEffect(() => {
    void run(async () => setPlan(await lookAtPlan(date.plan)));
  }, [date.plan]);

  const begin = (act: "change" | "cancel") => {
    if (date.repeats || act === "cancel") setStep({ what: "which", act });
    else setStep({ what: "change", scope: "all" });
  };
  if (step.what === "which")
    return (
      <ScopeDialog
        date={date}
        act={step.act}
        onClose={onClose}
        onChosen={async (scope) => {
          if (step.act === "change") return setStep({ what: "change", scope });
          await cancelPlan(date.plan, date.date, scope);
          onDone();
        }}
      />
    );
  if (step.what === "change" && plan)
    return <PlanDialog change={{ date, plan, scope: step.scope }} onClose={onClose} onDone={onDone} />;
  return <Look date={date} plan={plan} problem={look.problem} onClose={onClose} onDone={onDone} onBegin={begin} />;
}

interface LookProps extends DateDialogProps {
  plan: Plan | null;
  problem: unknown;
  onBegin(act: "change" | "cancel"): void;
}

function Look({ date, plan, problem, onClose, onDone, onBegin }: LookProps) {
  const { t, i18n } = useTranslation("calendar");
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeStyle: "short" });
  const link = `${window.location.origin}/m/${date.meeting}`;
  const footer = (
    <>
      {date.mine && (
        <>
          <Button kind="quiet" icon={<IconTrash />} onClick={() => onBegin("cancel")}>
            {t("cancel.act")}
          </Button>
          <Button icon={<IconPencil />} disabled={plan === null} onClick={() => onBegin("change")}>
            {t("change.open")}
          </Button>
        </>
      )}
      <Button kind="primary" icon={<IconVideo />} onClick={() => goTo(`/m/${encodeURIComponent(date.meeting)}`)}>
        {t("join")}
      </Button>
    </>
  );
  return (
    <Dialog title={date.title} onClose={onClose} footer={footer}>
      <div className={styles.stack}>
        <p className={styles.when}>
          {when.formatRange(new Date(date.starts), new Date(date.ends))}
          {date.repeats && <span className={styles.soft}>{t("repeated")}</span>}
        </p>
        {date.agenda && <p className={styles.agenda}>{date.agenda}</p>}
        <div className={styles.acts}>
          <Button
            icon={<IconCopy />}
            onClick={() =>
              void copyText(link).then((copied) => toast({ kind: "copied", text: copied ? t("copied") : link }))
            }
          >
            {t("copy")}
          </Button>
          <a className={styles.file} href={planFile(date.plan)} download="meeting.ics">
            <IconCalendarDown aria-hidden="true" /> {t("file")}
          </a>
        </div>
        {plan?.pin && <p>{t("pin", { pin: plan.pin })}</p>}
        {date.answer !== null && <Reply date={date} onDone={onDone} />}
        <Problem of={problem} />
        {plan === null ? problem === null && <Spinner /> : <Invited plan={plan} />}
      </div>
    </Dialog>
  );
}

/** In the order in which they are counted for whoever invites. */
const COUNTED: readonly Answer[] = ["yes", "maybe", "no", "open"];
const ANSWERS: readonly Answer[] = ["yes", "maybe", "no"];

function Reply({ date, onDone }: { date: PlanDate; onDone(): void }) {
  const { t } = useTranslation("calendar");
  const { problem, run } = useSubmit();
  return (
    <div>
      <Segments
        label={t("answer.label")}
        value={date.answer ?? "open"}
        options={ANSWERS.map((value) => ({ value, label: t(`answer.${value}`) }))}
        onChange={(answer) =>
          void run(async () => {
            await answerPlan(date.plan, answer);
            onDone();
          })
        }
      />
      <Problem of={problem} />
    </div>
  );
}

function Invited({ plan }: { plan: Plan }) {
  const { t } = useTranslation("calendar");
  if (plan.invitees.length === 0) return null;
  const counts = COUNTED.map((answer) => ({
    answer,
    count: plan.invitees.filter((one) => one.answer === answer).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ answer, count }) => `${t(`answer.${answer}`)}: ${count}`)
    .join(" · ");
  return (
    <section>
      <h3 className={styles.heading}>{t("invited", { count: plan.invitees.length })}</h3>
      {plan.mine && <p className={styles.counts}>{counts}</p>}
      <ul className={styles.people}>
        {plan.invitees.map((person) => (
          <li key={person.address}>
            <span>{person.name || person.address}</span>
            <span className={styles.soft}>{t(`answer.${person.answer}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
