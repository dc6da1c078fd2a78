/** The time of day in the person's way of writing it, changing with each minute. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const MINUTE = 60_000;

export function useClock(): string {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), MINUTE - (now.getTime() % MINUTE));
    return () => clearTimeout(timer);
  }, [now]);
  return new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" }).format(now);
}
