/** The calls about templates of meetings (docs/reference/http-api.md, "Templates"), typed. */
import { isRecord } from "@/platform/storage";
import type { EntryRule, Right } from "./host";
import { ApiError, request } from "./http";

export interface StartRules {
  entry: EntryRule;
  /** What happens to those who do not come straight in. */
  others: "wait" | "refuse";
  /** Each meeting gets a PIN of its own. */
  pin: boolean;
  /** 0 = the site's limit. */
  places: number;
  /** Longest length; 0 = the site's limit. */
  minutes: number;
  switches: Partial<Record<Right, boolean>>;
}
export interface TemplateContent {
  name: string;
  title: string;
  agenda: string;
  /** How long the meeting is planned. */
  minutes: number;
  /** null = others than hosts come in at any time. */
  early_minutes: number | null;
}
export interface Template extends TemplateContent {
  id: string;
  /** The organisation's: only administrators change it. */
  shared: boolean;
  rules: StartRules;
}
/** Rules of its own, or those of a meeting that one hosts; with neither, the usual ones. */
export type NewTemplate = TemplateContent & { shared: boolean; rules?: StartRules; rules_of?: string };

/** One's own and then the organisation's. */
export async function listTemplates(): Promise<Template[]> {
  const answer = await request("GET", "/api/templates");
  if (!isRecord(answer) || !Array.isArray(answer.templates)) throw new ApiError("unknown", 200);
  return answer.templates as Template[];
}

export async function saveTemplate(template: NewTemplate): Promise<Template> {
  return asTemplate(await request("POST", "/api/templates", template));
}

export async function changeTemplate(id: string, change: TemplateContent & { rules: StartRules }): Promise<Template> {
  return asTemplate(await request("PATCH", path(id), change));
}

export async function deleteTemplate(id: string): Promise<void> {
  await request("DELETE", path(id));
}

/** Start a meeting now. */
export async function startFromTemplate(id: string): Promise<{ id: string; link: string }> {
  const answer = await request("POST", `${path(id)}/start`);
  if (!isRecord(answer) || typeof answer.id !== "string" || typeof answer.link !== "string")
    throw new ApiError("unknown", 201);
  return { id: answer.id, link: answer.link };
}

function path(id: string): string {
  return `/api/templates/${encodeURIComponent(id)}`;
}

function asTemplate(answer: unknown): Template {
  if (!isRecord(answer) || typeof answer.id !== "string" || !isRecord(answer.rules)) throw new ApiError("unknown", 200);
  return answer as unknown as Template;
}
