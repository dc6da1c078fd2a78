/** The calendar of a signed-in person: a month or a week, and everything that can be done to a date. */
import { IconCalendarPlus, IconChevronLeft, IconChevronRight, IconRss } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlanDate } from "@/api/plans";
import { NeedsAccount } from "@/features/account/NeedsAccount";
import { Page } from "@/features/account/Page";
import { Problem } from "@/features/account/Problem";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Segments } from "@/ui/Segments";
import styles from "./CalendarScreen.module.css";
import { DateDialog } from "./DateDialog";
import { FeedDialog } from "./FeedDialog";
import { dayOf, daysOf, plusDays, turn, type View } from "./grid";
import { MonthView } from "./MonthView";
import { PlanDialog } from "./PlanDialog";
import { useAgenda } from "./useAgenda";
import { WeekView } from "./WeekView";

type Open = { what: "plan"; day: Date } | { what: "date"; date: PlanDate } | { what: "feed" } | null;

export default function CalendarScreen() {
  return <NeedsAccount>{() => <Calendar />}</NeedsAccount>;
}

function Calendar() {
  const { t } = useTranslation("calendar");
  const [view, setView] = useState<View>("month");
  const [day, setDay] = useState(() => dayOf(new Date()));
  const [open, setOpen] = useState<Open>(null);
  const days = daysOf(view, day);
  const first = days[0] ?? day;
  const { dates, busy, problem, reload } = useAgenda(first.getTime(), plusDays(days.at(-1) ?? day, 1).getTime());

  const close = () => setOpen(null);
  const done = () => {
    close();
    reload();
  };
  const acts = (
    <>
      <Button icon={<IconRss />} onClick={() => setOpen({ what: "feed" })}>
        {t("feed.open")}
      </Button>
      <Button kind="primary" icon={<IconCalendarPlus />} onClick={() => setOpen({ what: "plan", day })}>
        {t("plan.open")}
      </Button>
    </>
  );
  const show = { days, dates, onDay: (day: Date) => setOpen({ what: "plan", day }) };
  const onDate = (date: PlanDate) => setOpen({ what: "date", date });
  return (
    <Page title={t("title")} width="wide" acts={acts}>
      <Pager view={view} day={day} onView={setView} onDay={setDay} />
      <Problem of={problem} />
      <div aria-busy={busy}>
        {view === "month" ? (
          <MonthView {...show} month={day.getMonth()} onDate={onDate} />
        ) : (
          <WeekView {...show} onDate={onDate} />
        )}
      </div>
      {open?.what === "plan" && <PlanDialog day={open.day} onClose={close} onDone={done} />}
      {open?.what === "date" && <DateDialog date={open.date} onClose={close} onDone={done} />}
      {open?.what === "feed" && <FeedDialog onClose={close} />}
    </Page>
  );
}

interface PagerProps {
  view: View;
  day: Date;
  onView(view: View): void;
  onDay(day: Date): void;
}

function Pager({ view, day, onView, onDay }: PagerProps) {
  const { t, i18n } = useTranslation("calendar");
  const format = new Intl.DateTimeFormat(i18n.language, { month: "long", year: "numeric" });
  const name = format.format(view === "week" ? (daysOf("week", day)[3] ?? day) : day);
  return (
    <div className={styles.pager}>
      <IconButton label={t(`${view}.before`)} icon={<IconChevronLeft />} onClick={() => onDay(turn(view, day, -1))} />
      <IconButton label={t(`${view}.after`)} icon={<IconChevronRight />} onClick={() => onDay(turn(view, day, 1))} />
      <h2 className={styles.name} aria-live="polite">
        {name.charAt(0).toLocaleUpperCase(i18n.language) + name.slice(1)}
      </h2>
      <Button kind="quiet" onClick={() => onDay(dayOf(new Date()))}>
        {t("today")}
      </Button>
      <div className={styles.views}>
        <Segments
          label={t("view")}
          value={view}
          options={[
            { value: "month", label: t("month.name") },
            { value: "week", label: t("week.name") },
          ]}
          onChange={onView}
        />
      </div>
    </div>
  );
}
