/**
 * How a meeting repeats, between the choices of the form and RFC 5545's rules. Days and moments are texts of the
 * meeting's own time zone: `2027-03-01T09:00`. Pure.
 */

import { inZone } from "./grid";

export type Repeat = "never" | "daily" | "workdays" | "weekly" | "monthly" | "numbered" | "last" | "other";
export const REPEATS: readonly Repeat[] = ["never", "daily", "workdays", "weekly", "monthly", "numbered", "last"];
/** Week days as rules write them, from Monday on. */
export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Day = (typeof DAYS)[number];
export type Ends = "never" | "until" | "count";
export const ENDS: readonly Ends[] = ["never", "until", "count"];
/** Weeks or months between two dates: a year is the most that the form offers. */
export const EVERY_MAX = 12;
/** As the server's `COUNT_MAX`. */
export const TIMES_MAX = 730;
/** A month surely has this many of each week day; a fifth only sometimes. */
const NUMBERED_MAX = 4;
const WORKDAYS = "MO,TU,WE,TH,FR";

export interface Repetition {
  repeat: Repeat;
  /** Weeks or months from one date to the next: 1 to `EVERY_MAX`. */
  every: number;
  /** Of "weekly", in the week's order. Empty = the day on which the meeting begins. */
  days: readonly Day[];
  ends: Ends;
  /** Last day, included, where it ends by date: `2027-03-01`. Empty = not chosen yet. */
  last: string;
  /** Dates in all, where it ends by their number: 1 to `TIMES_MAX`. */
  times: number;
}

export const ONCE: Repetition = { repeat: "never", every: 1, days: [], ends: "never", last: "", times: 10 };

/** Whether weeks or months are counted, and which; null = there is nothing to count. */
export function countedIn({ repeat }: Repetition): "weeks" | "months" | null {
  if (repeat === "weekly") return "weeks";
  return repeat === "monthly" || repeat === "numbered" || repeat === "last" ? "months" : null;
}

/** The value of `RRULE`; empty = once, or a rule that only its author can write ("other"). */
export function ruleOf(repetition: Repetition, starts: string): string {
  const base = baseOf(repetition, starts);
  if (base === "") return "";
  const interval = countedIn(repetition) && repetition.every > 1 ? `;INTERVAL=${repetition.every}` : "";
  const days = daysPart(repetition, starts);
  return `${base}${interval}${days && `;BYDAY=${days}`}${endPart(repetition)}`;
}

function baseOf({ repeat }: Repetition, starts: string): string {
  if (starts === "" || repeat === "never" || repeat === "other") return "";
  if (repeat === "daily") return "FREQ=DAILY";
  return repeat === "weekly" || repeat === "workdays" ? "FREQ=WEEKLY" : "FREQ=MONTHLY";
}

function daysPart({ repeat, days }: Repetition, starts: string): string {
  if (repeat === "workdays") return WORKDAYS;
  if (repeat === "weekly") return days.join();
  if (repeat === "numbered") return `${numberOf(starts)}${weekDay(starts)}`;
  return repeat === "last" ? `-1${weekDay(starts)}` : "";
}

function endPart({ ends, last, times }: Repetition): string {
  if (ends === "count") return `;COUNT=${times}`;
  return ends === "until" && last !== "" ? `;UNTIL=${last.replaceAll("-", "")}` : "";
}

/**
 * What the form shows of a rule. "other" = another program wrote something that the form has no words for.
 *
 * @param starts a date of the meeting: "the second Tuesday" is one only as long as the meeting begins on it.
 * @param zone of the meeting: the server tells the last moment in UTC, which may be the day after.
 */
export function choiceOf(rule: string, starts: string, zone: string): Repetition {
  if (rule === "") return ONCE;
  const parts = new Map(rule.split(";").map((part) => part.split("=", 2) as [string, string]));
  const last = lastDay(parts.get("UNTIL") ?? "", zone);
  const every = Number(parts.get("INTERVAL") ?? "1");
  const byDay = parts.get("BYDAY") ?? "";
  const found: Repetition = {
    repeat: repeatOf(parts.get("FREQ") ?? "", byDay, every),
    every,
    days: byDay.split(",").filter(isDay),
    ends: last ? "until" : parts.has("COUNT") ? "count" : "never",
    last,
    times: Number(parts.get("COUNT") ?? ONCE.times),
  };
  return sameRule(ruleOf(found, starts), rule) ? found : { ...ONCE, repeat: "other" };
}

function repeatOf(frequency: string, byDay: string, every: number): Repeat {
  if (every > EVERY_MAX) return "other";
  if (frequency === "DAILY") return "daily";
  if (frequency === "WEEKLY") return byDay === WORKDAYS && every === 1 ? "workdays" : "weekly";
  if (byDay === "") return "monthly";
  return byDay.startsWith("-1") ? "last" : "numbered";
}

function lastDay(until: string, zone: string): string {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(until);
  if (!found) return "";
  const [, year, month, day, hour, minute, second] = found;
  if (hour === undefined) return `${year}-${month}-${day}`;
  return inZone(new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`), zone).slice(0, 10);
}

/** Parts come in any order; the last day is written in several ways, and read by `lastDay`. */
function sameRule(one: string, other: string): boolean {
  const parts = (rule: string) =>
    rule
      .split(";")
      .filter((part) => !part.startsWith("UNTIL="))
      .sort()
      .join(";");
  return parts(one) === parts(other);
}

/** The first moment from `starts` on that a rule of week days gives: workdays begin on one. */
export function fittingStart({ repeat, days }: Repetition, starts: string): string {
  const wanted: readonly string[] = repeat === "workdays" ? WORKDAYS.split(",") : repeat === "weekly" ? days : [];
  if (wanted.length === 0 || starts === "") return starts;
  const [, time = ""] = starts.split("T");
  const day = noon(starts);
  while (!wanted.includes(dayName(day))) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T${time}`;
}

/** The chosen days after one was pressed. The last one stays: a meeting has a day. */
export function toggled(repetition: Repetition, day: Day, starts: string): readonly Day[] {
  const before = shownDays(repetition, starts);
  const after = DAYS.filter((known) => before.includes(known) !== (known === day));
  return after.length === 0 ? before : after;
}

/** The days that are pressed in the form. */
export function shownDays({ days }: Repetition, starts: string): readonly Day[] {
  return days.length === 0 && starts !== "" ? [weekDay(starts)] : days;
}

/** The repetition after the start moved: a meeting on one week day moves to the new day with it. */
export function moved(repetition: Repetition, before: string, after: string): Repetition {
  const follows = before !== "" && repetition.days.length === 1 && repetition.days[0] === weekDay(before);
  const kept = follows ? { ...repetition, days: [] } : repetition;
  if (kept.repeat === "other" || choices(after).includes(kept.repeat)) return kept;
  return { ...kept, repeat: kept.repeat === "last" ? "numbered" : "last" };
}

/** What a meeting that begins then may do: "the fifth Tuesday" is no rule, "the last" only in the last days. */
export function choices(starts: string): readonly Repeat[] {
  const fits: Partial<Record<Repeat, boolean>> = { numbered: numberOf(starts) <= NUMBERED_MAX, last: isLast(starts) };
  return REPEATS.filter((repeat) => starts === "" || (fits[repeat] ?? true));
}

/** Which one of its week day in the month the day is, from 1. */
export function numberOf(starts: string): number {
  return Math.ceil(Number(starts.slice(8, 10)) / DAYS.length);
}

export function weekDay(starts: string): Day {
  return dayName(noon(starts));
}

function isLast(starts: string): boolean {
  const day = noon(starts);
  const month = day.getUTCMonth();
  day.setUTCDate(day.getUTCDate() + DAYS.length);
  return day.getUTCMonth() !== month;
}

function isDay(text: string): text is Day {
  return (DAYS as readonly string[]).includes(text);
}

function noon(starts: string): Date {
  return new Date(`${starts.slice(0, 10)}T12:00:00Z`);
}

/** `getUTCDay` counts from Sunday, rules from Monday. */
function dayName(day: Date): Day {
  return DAYS[(day.getUTCDay() + 6) % DAYS.length] ?? "MO";
}
