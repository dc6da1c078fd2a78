/** One date in a day: its time and title; struck through where one said no, dashed where one has not said yet. */
import { useTranslation } from "react-i18next";
import type { PlanDate } from "@/api/plans";
import styles from "./DateChip.module.css";

export interface DateChipProps {
  date: PlanDate;
  /** With the end of the date, in a line of its own. */
  wide?: boolean;
  onOpen(date: PlanDate): void;
}

export function DateChip({ date, wide, onOpen }: DateChipProps) {
  const { i18n } = useTranslation("calendar");
  const format = new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" });
  const [starts, ends] = [new Date(date.starts), new Date(date.ends)];
  const time = wide ? format.formatRange(starts, ends) : format.format(starts);
  return (
    <button
      type="button"
      className={styles.chip}
      data-answer={date.answer ?? undefined}
      data-over={ends.getTime() < Date.now() ? "" : undefined}
      data-wide={wide ? "" : undefined}
      onClick={() => onOpen(date)}
    >
      <span className={styles.time}>{time}</span> <span className={styles.title}>{date.title}</span>
    </button>
  );
}
