/** The calls about limits, rules and languages of the whole site (docs/reference/http-api.md, "Settings of the site"), typed. */
import type { Language } from "@/i18n/languages";
import { isRecord } from "@/platform/storage";
import type { EntryRule, Right, Rules } from "./host";
import { ApiError, request } from "./http";

export interface Limits {
  /** 0 = none of the site's own, as in the other two. */
  people: number;
  minutes: number;
  file_mb: number;
}
/** With what new meetings start; `forced` = no host changes it. */
export interface Choice<T> {
  value: T;
  forced: boolean;
}
export interface MeetingRules {
  entry: Choice<EntryRule>;
  others: Choice<Rules["others"]>;
  switches: Record<Right, Choice<boolean>>;
}
export interface SiteSettings {
  limits: Limits;
  /** The most that the operator's own settings allow. */
  bounds: Pick<Limits, "people" | "file_mb">;
  meetings: MeetingRules;
  /** Of whoever nothing is known about. */
  language: Language;
  /** Those that are offered. */
  languages: readonly Language[];
}
/** What is absent stays. */
export interface SiteChange {
  limits?: Limits;
  meetings?: MeetingRules;
  language?: Language;
  languages?: readonly Language[];
}

const SETTINGS = "/api/admin/settings";

export async function siteSettings(): Promise<SiteSettings> {
  return asSettings(await request("GET", SETTINGS));
}

export async function changeSite(change: SiteChange): Promise<SiteSettings> {
  return asSettings(await request("PATCH", SETTINGS, change));
}

function asSettings(answer: unknown): SiteSettings {
  if (!isRecord(answer) || !isRecord(answer.limits) || !isRecord(answer.meetings) || !Array.isArray(answer.languages))
    throw new ApiError("unknown", 200);
  return answer as unknown as SiteSettings;
}
