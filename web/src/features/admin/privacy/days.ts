/** What is typed about how long things are kept. The server has the last word. */
import { type Days, FOREVER, type Retention } from "@/api/retention";

export const KINDS = ["chat", "files", "meetings", "log"] as const;
export type Kind = (typeof KINDS)[number];
/** Days; the server refuses less and more. */
export const DAYS_MIN = 1;
export const DAYS_MAX = 3650;
/** Days with which "for ever" ends: what the server begins with. */
const USUAL = 90;

export interface TypedDays {
  days: string;
  forever: boolean;
}
export type Typed = Readonly<Record<Kind, TypedDays>>;

export function typedOf(kept: Retention): Typed {
  const one = (days: Days): TypedDays =>
    days === FOREVER ? { days: String(USUAL), forever: true } : { days: String(days), forever: false };
  return { chat: one(kept.chat), files: one(kept.files), meetings: one(kept.meetings), log: one(kept.log) };
}

/** As a number that the server takes; undefined = none. */
export function daysIn(typed: string): number | undefined {
  const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
  return days >= DAYS_MIN && days <= DAYS_MAX ? days : undefined;
}

/** As it is sent; undefined = a field is wrong. */
export function wishOf(typed: Typed): Retention | undefined {
  const one = ({ days, forever }: TypedDays): Days | undefined => (forever ? FOREVER : daysIn(days));
  const [chat, files, meetings, log] = [one(typed.chat), one(typed.files), one(typed.meetings), daysIn(typed.log.days)];
  if (chat === undefined || files === undefined || meetings === undefined || log === undefined) return undefined;
  return { chat, files, meetings, log };
}

/** What would be kept shorter than now, and so be deleted where it is older. */
export function shortened(wish: Retention, kept: Retention): Kind[] {
  return KINDS.filter((kind) => inDays(wish[kind]) < inDays(kept[kind]));
}

function inDays(days: Days): number {
  return days === FOREVER ? Number.POSITIVE_INFINITY : days;
}
