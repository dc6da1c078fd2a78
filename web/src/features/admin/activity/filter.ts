/** What somebody looks for in the activity log, as the fields have it and as the server takes it. Pure. */
import type { ActivityQuery } from "@/api/admin";
import { KINDS, type Kind } from "./acts";

export interface Filter {
  /** null = every kind. */
  kind: Kind | null;
  /** null = everybody. */
  actor: { id: string; name: string } | null;
  /** First and last day as `2026-11-23`, in this device's time zone; empty = no limit. */
  from: string;
  to: string;
}

export const EVERYTHING: Filter = { kind: null, actor: null, from: "", to: "" };

export function isEverything({ kind, actor, from, to }: Filter): boolean {
  return kind === null && actor === null && from === "" && to === "";
}

export function queryOf({ kind, actor, from, to }: Filter): ActivityQuery {
  return {
    acts: kind === null ? [] : KINDS[kind],
    actor: actor?.id ?? "",
    since: midnight(from, 0),
    // The last day belongs to it.
    until: midnight(to, 1),
  };
}

/** The beginning of the day that is `after` days later, as a moment; empty for no day. */
function midnight(day: string, after: number): string {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return "";
  return new Date(year, month - 1, date + after).toISOString();
}
