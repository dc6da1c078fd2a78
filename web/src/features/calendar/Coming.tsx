/** On the home page of signed-in people: what is today and next, one's own room, and a way to plan. */
import { IconCalendarPlus, IconCopy, IconDoorEnter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ownRoom, type PlanDate } from "@/api/plans";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { StartFromTemplate } from "@/features/templates/StartFromTemplate";
import { copyText } from "@/platform/clipboard";
import { goTo } from "@/platform/navigation";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toasts";
import styles from "./Coming.module.css";
import { DateDialog } from "./DateDialog";
import { dayOf, plusDays } from "./grid";
import { PlanDialog } from "./PlanDialog";
import { useAgenda } from "./useAgenda";

/** Days ahead: next week's round is seen on Friday. */
const AHEAD = 8;
/** Dates shown; the calendar has the rest. */
const SHOWN = 4;
/** Milliseconds before the start from which on "Join" is what one wants. */
const SOON = 10 * 60_000;

export default function Coming() {
  const { t } = useTranslation("calendar");
  const [today] = useState(() => dayOf(new Date()));
  const { dates, busy, problem, reload } = useAgenda(today.getTime(), plusDays(today, AHEAD).getTime());
  const [open, setOpen] = useState<PlanDate | "plan" | null>(null);
  const next = dates.filter(({ ends, answer }) => Date.parse(ends) > Date.now() && answer !== "no").slice(0, SHOWN);
  const close = () => setOpen(null);
  const done = () => {
    close();
    reload();
  };
  return (
    <section className={styles.coming} aria-labelledby="coming" aria-busy={busy}>
      <h2 id="coming" className={styles.heading}>
        {t("coming.title")}
      </h2>
      <Problem of={problem} />
      {next.length === 0 && !busy && problem === null && <p className={styles.nothing}>{t("coming.nothing")}</p>}
      <ul>
        {next.map((date) => (
          <Row key={`${date.plan} ${date.date}`} date={date} onOpen={() => setOpen(date)} />
        ))}
      </ul>
      <div className={styles.acts}>
        <Button icon={<IconCalendarPlus />} onClick={() => setOpen("plan")}>
          {t("plan.open")}
        </Button>
        <StartFromTemplate />
        <OwnRoom />
      </div>
      {open === "plan" && <PlanDialog day={today} onClose={close} onDone={done} />}
      {open !== null && open !== "plan" && <DateDialog date={open} onClose={close} onDone={done} />}
    </section>
  );
}

function Row({ date, onOpen }: { date: PlanDate; onOpen(): void }) {
  const { t, i18n } = useTranslation("calendar");
  const starts = new Date(date.starts);
  const isToday = dayOf(starts).getTime() === dayOf(new Date()).getTime();
  const format = new Intl.DateTimeFormat(i18n.language, {
    ...(!isToday && { weekday: "short" }),
    hour: "numeric",
    minute: "2-digit",
  });
  const isSoon = starts.getTime() - Date.now() < SOON;
  return (
    <li className={styles.row}>
      <button type="button" className={styles.date} onClick={onOpen}>
        <span className={styles.when}>{format.format(starts)}</span>
        <span className={styles.name}>{date.title}</span>
      </button>
      {isSoon && (
        <Button kind="primary" onClick={() => goTo(`/m/${encodeURIComponent(date.meeting)}`)}>
          {t("join")}
        </Button>
      )}
    </li>
  );
}

function OwnRoom() {
  const { t } = useTranslation("calendar");
  const { busy, problem, run } = useSubmit();
  const enter = () => run(async () => goTo(`/m/${encodeURIComponent((await ownRoom()).meeting)}`));
  const copy = () =>
    run(async () => {
      const room = ownRoom();
      const copied = await copyText(room.then(({ link }) => link));
      toast({ kind: "copied", text: copied ? t("copied") : (await room).link });
    });
  return (
    <>
      <Button icon={<IconDoorEnter />} busy={busy} onClick={() => void enter()}>
        {t("room.enter")}
      </Button>
      <Button kind="quiet" icon={<IconCopy />} onClick={() => void copy()}>
        {t("room.copy")}
      </Button>
      <Problem of={problem} />
    </>
  );
}
