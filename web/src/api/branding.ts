/** The calls about how the site looks (docs/reference/http-api.md, "Settings of the site"), typed. */
import type { Accent } from "@/platform/brand";
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export interface Look {
  name: string;
  /** Path of the picture; empty = none. */
  logo: string;
  /** `#rrggbb`; empty = Rapat's own. */
  accent: string;
}

/** What a colour would give as the accent. */
export interface Trial {
  /** Of white text on it; 1 to 21, as is `needed`. */
  contrast: number;
  needed: number;
  /** Of that colour, or of the nearest on which white text can be read: its `fill` is what the server takes. */
  accent: Accent;
}

const SETTINGS = "/api/admin/settings";

export async function siteLook(): Promise<Look> {
  return asLook(await request("GET", SETTINGS));
}

export async function changeLook(change: { name: string; accent: string }): Promise<Look> {
  return asLook(await request("PATCH", SETTINGS, change));
}

/** null = none from now on. */
export async function setLogo(picture: Blob | null): Promise<Look> {
  return asLook(await request(picture ? "PUT" : "DELETE", `${SETTINGS}/logo`, picture ?? undefined));
}

/** `colour`: `#rrggbb`. */
export async function tryAccent(colour: string): Promise<Trial> {
  const answer = await request("GET", `${SETTINGS}/accent?colour=${encodeURIComponent(colour)}`);
  if (!isRecord(answer) || typeof answer.contrast !== "number" || !isRecord(answer.accent))
    throw new ApiError("unknown", 200);
  return answer as unknown as Trial;
}

function asLook(answer: unknown): Look {
  if (!isRecord(answer) || typeof answer.name !== "string" || typeof answer.accent !== "string")
    throw new ApiError("unknown", 200);
  return answer as unknown as Look;
}
