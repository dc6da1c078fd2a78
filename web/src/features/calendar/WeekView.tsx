/** A week: seven columns of dates side by side, on a phone one below the other. */
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import styles from "./CalendarScreen.module.css";
import { DateChip } from "./DateChip";
import { datesOn, dayOf } from "./grid";
import type { DaysProps } from "./MonthView";

export function WeekView({ days, dates, onDay, onDate }: DaysProps) {
  const { t, i18n } = useTranslation("calendar");
  const name = new Intl.DateTimeFormat(i18n.language, { weekday: "short", day: "numeric" });
  const long = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  const today = dayOf(new Date()).getTime();
  return (
    <ol className={styles.week}>
      {days.map((day) => (
        <li key={day.getTime()} className={styles.column} data-today={day.getTime() === today ? "" : undefined}>
          <div className={styles.top}>
            <h3 className={styles.heading}>
              <span aria-hidden="true">{name.format(day)}</span>
              <span className={styles.spoken}>{long.format(day)}</span>
            </h3>
            <IconButton
              label={t("plan.on", { day: long.format(day) })}
              icon={<IconPlus />}
              size="s"
              onClick={() => onDay(day)}
            />
          </div>
          {datesOn(dates, day).map((date) => (
            <DateChip key={`${date.plan} ${date.date}`} date={date} onOpen={onDate} wide />
          ))}
        </li>
      ))}
    </ol>
  );
}
