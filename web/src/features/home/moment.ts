/** When something was, as people say it: "Today, 10:00", "20 Nov, 17:00", and the year only when it is another. Pure. */
const TIME = { hour: "numeric", minute: "2-digit" } as const;
const DAY = { day: "numeric", month: "short" } as const;

export function momentOf(at: number, now: number, language: string): string {
  const then = new Date(at);
  const days = daysBetween(then, new Date(now));
  if (days > 1 || days < 0) {
    const otherYear = then.getFullYear() !== new Date(now).getFullYear();
    const format = otherYear ? { ...DAY, year: "numeric" as const } : { ...DAY, ...TIME };
    return new Intl.DateTimeFormat(language, format).format(then);
  }
  const day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
  const time = new Intl.DateTimeFormat(language, TIME).format(then);
  return `${day.charAt(0).toLocaleUpperCase(language)}${day.slice(1)}, ${time}`;
}

/** Midnights between two moments of this device's time zone. */
function daysBetween(then: Date, now: Date): number {
  const midnight = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}
