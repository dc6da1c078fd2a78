/** A month as a table of weeks. On a phone a day shows dots, and its dates stand below the table, at first those of today. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlanDate } from "@/api/plans";
import { useWidth } from "@/features/call/useWidth";
import styles from "./CalendarScreen.module.css";
import { DateChip } from "./DateChip";
import { datesOn, dayOf } from "./grid";

/** Dates that one day shows; a further line says how many more there are. */
const SHOWN = 3;

export interface DaysProps {
  days: readonly Date[];
  dates: readonly PlanDate[];
  onDay(day: Date): void;
  onDate(date: PlanDate): void;
}

export function MonthView({ days, dates, month, onDay, onDate }: DaysProps & { month: number }) {
  const { t, i18n } = useTranslation("calendar");
  const [chosen, setChosen] = useState<number>();
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "short" });
  const long = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  const today = dayOf(new Date()).getTime();
  const preset = useWidth() === "phone" ? today : undefined;
  const day = days.find((one) => one.getTime() === (chosen ?? preset));
  return (
    <>
      <div className={styles.weekdays} aria-hidden="true">
        {days.slice(0, 7).map((one) => (
          <span key={one.getTime()}>{weekday.format(one)}</span>
        ))}
      </div>
      <ol className={styles.month}>
        {days.map((one) => {
          const here = datesOn(dates, one);
          return (
            <li
              key={one.getTime()}
              className={styles.cell}
              data-outside={one.getMonth() === month ? undefined : ""}
              data-today={one.getTime() === today ? "" : undefined}
              data-chosen={one.getTime() === chosen ? "" : undefined}
            >
              <button
                type="button"
                className={styles.day}
                aria-label={`${long.format(one)}. ${t("count", { count: here.length })}`}
                onClick={() => setChosen(one.getTime())}
                onDoubleClick={() => onDay(one)}
              >
                <span className={styles.number}>{one.getDate()}</span>
                {here.length > 0 && <span className={styles.dots} data-many={here.length > 1 ? "" : undefined} />}
              </button>
              <div className={styles.chips}>
                {here.slice(0, SHOWN).map((date) => (
                  <DateChip key={`${date.plan} ${date.date}`} date={date} onOpen={onDate} />
                ))}
                {here.length > SHOWN && (
                  <button type="button" className={styles.more} onClick={() => setChosen(one.getTime())}>
                    {t("more", { count: here.length - SHOWN })}
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {day && (
        <section className={styles.chosen} aria-label={long.format(day)}>
          <h3 className={styles.heading}>{long.format(day)}</h3>
          <DayList dates={datesOn(dates, day)} onDate={onDate} />
          <button type="button" className={styles.plan} onClick={() => onDay(day)}>
            {t("plan.onDay")}
          </button>
        </section>
      )}
    </>
  );
}

function DayList({ dates, onDate }: { dates: readonly PlanDate[]; onDate(date: PlanDate): void }) {
  const { t } = useTranslation("calendar");
  if (dates.length === 0) return <p className={styles.nothing}>{t("nothing")}</p>;
  return dates.map((date) => <DateChip key={`${date.plan} ${date.date}`} date={date} onOpen={onDate} wide />);
}
