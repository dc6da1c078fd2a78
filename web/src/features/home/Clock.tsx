/** The quiet half of the home page on wide screens: time and date over a kawung, the batik of four petals. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Clock.module.css";

const MINUTE = 60_000;

export function Clock() {
  const { i18n } = useTranslation();
  const now = useMinute();
  const time = new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" });
  const date = new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" });
  return (
    <aside className={styles.panel} data-stage="" aria-hidden="true">
      <div className={styles.words}>
        <div className={styles.time}>{time.format(now)}</div>
        <div className={styles.date}>{capital(date.format(now), i18n.language)}</div>
      </div>
    </aside>
  );
}

/** The present time, renewed when the minute turns. */
function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), MINUTE - (now.getTime() % MINUTE));
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}

/** It stands alone like a sentence, and Russian dates begin small. */
function capital(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
