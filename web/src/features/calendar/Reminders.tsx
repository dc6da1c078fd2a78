/** Says a few minutes before that a meeting begins, on whatever page outside a call somebody is. Draws nothing. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { goTo } from "@/platform/navigation";
import { toast } from "@/ui/toasts";
import { useAgenda } from "./useAgenda";

/** Milliseconds before the start. */
const BEFORE = 5 * 60_000;
/** Milliseconds between two looks at the clock. */
const LOOK = 15_000;
/** Milliseconds ahead that are asked for: a tab that sleeps long asks again when it wakes. */
const WINDOW = 24 * 3600_000;
/** Milliseconds that the note stands. */
const LASTS = 60_000;

export default function Reminders() {
  const { t } = useTranslation("calendar");
  const [since] = useState(() => Math.floor(Date.now() / LOOK) * LOOK);
  const { dates } = useAgenda(since, since + WINDOW);
  const told = useRef(new Set<string>());
  useEffect(() => {
    const look = () => {
      const now = Date.now();
      for (const { plan, date, starts, title, meeting, answer } of dates) {
        const left = Date.parse(starts) - now;
        const key = `${plan} ${date}`;
        if (left > BEFORE || left < 0 || answer === "no" || told.current.has(key)) continue;
        told.current.add(key);
        const run = () => goTo(`/m/${encodeURIComponent(meeting)}`);
        const text = t("reminder", { title, count: Math.max(1, Math.round(left / 60_000)) });
        toast({ kind: "reminder", text, action: { label: t("join"), run }, lasts: LASTS });
      }
    };
    look();
    const timer = setInterval(look, LOOK);
    return () => clearInterval(timer);
  }, [dates, t]);
  return null;
}
