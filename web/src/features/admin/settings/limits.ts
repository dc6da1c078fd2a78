/** Limits as they are typed: a number, or nothing for none. No calls, no drawing. */
import type { Limits, SiteSettings } from "@/api/siteSettings";

export type LimitName = keyof Limits;
export type Typed = Readonly<Record<LimitName, string>>;
export const LIMITS: readonly LimitName[] = ["people", "minutes", "file_mb"];

/** People: fewer is no meeting. Minutes: five to a day. As the server has them. */
const LEAST: Limits = { people: 2, minutes: 5, file_mb: 1 };
const DAY = 24 * 60;

/** From and to what a limit may be set here. */
export function rangeOf(name: LimitName, { bounds }: SiteSettings): [least: number, most: number] {
  return [LEAST[name], name === "minutes" ? DAY : bounds[name]];
}

export function typedOf(limits: Limits): Typed {
  const written = (name: LimitName) => (limits[name] === 0 ? "" : String(limits[name]));
  return { people: written("people"), minutes: written("minutes"), file_mb: written("file_mb") };
}

/** undefined = this cannot be right. */
export function limitIn(typed: string, [least, most]: [number, number]): number | undefined {
  const text = typed.trim();
  if (text === "" || text === "0") return 0;
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/** null = one of them cannot be right. */
export function limitsIn(typed: Typed, settings: SiteSettings): Limits | null {
  const [people, minutes, file_mb] = LIMITS.map((name) => limitIn(typed[name], rangeOf(name, settings)));
  if (people === undefined || minutes === undefined || file_mb === undefined) return null;
  return { people, minutes, file_mb };
}
