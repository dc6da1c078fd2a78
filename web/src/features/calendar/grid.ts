/** Days, weeks and months as a calendar lays them out, in the time zone of this device. Weeks begin on Monday. Pure. */
import type { PlanDate } from "@/api/plans";

export type View = "month" | "week";

/** Midnight that begins the day of a moment. */
export function dayOf(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

/** A day further on; daylight saving makes some days 23 or 25 hours long. */
export function plusDays(day: Date, count: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + count);
}

export function mondayOf(day: Date): Date {
  return plusDays(day, -((day.getDay() + 6) % 7));
}

/** The days that a view shows around `day`: a week, or the whole weeks that touch its month. */
export function daysOf(view: View, day: Date): Date[] {
  if (view === "week") return range(mondayOf(day), 7);
  const first = mondayOf(new Date(day.getFullYear(), day.getMonth(), 1));
  const last = new Date(day.getFullYear(), day.getMonth() + 1, 0);
  const weeks = Math.ceil((Math.round((last.getTime() - first.getTime()) / 86_400_000) + 1) / 7);
  return range(first, weeks * 7);
}

/** The same view before (-1) or after (1). */
export function turn(view: View, day: Date, by: -1 | 1): Date {
  return view === "week" ? plusDays(day, by * 7) : new Date(day.getFullYear(), day.getMonth() + by, 1);
}

/** The dates of one day, by start; what lasts over midnight stands on the day on which it begins. */
export function datesOn(dates: readonly PlanDate[], day: Date): PlanDate[] {
  const next = plusDays(day, 1);
  return dates.filter(({ starts }) => {
    const at = new Date(starts);
    return at >= day && at < next;
  });
}

/** A local moment as forms and the server write it. */
export function localText(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The next half hour that is not at hand: what somebody who plans most likely means. */
export function likelyStart(now: Date, day: Date): Date {
  const soon = new Date(
    now.getFullYear(),
    now.getMonth(),
    now.getDate(),
    now.getHours(),
    now.getMinutes() < 25 ? 30 : 60,
  );
  if (dayOf(day) <= dayOf(now)) return soon;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 9);
}

/** A moment of the world as the clocks of `zone` show it: `2027-03-01T09:00`. */
export function inZone(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(moment);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

function range(first: Date, count: number): Date[] {
  return Array.from({ length: count }, (_, index) => plusDays(first, index));
}
