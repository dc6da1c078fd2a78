/**
 * What this site is called and how it looks, as its administrators set it. What the last visit saw is there at once,
 * and the server is asked meanwhile; while nothing is known the app is Rapat's own, also when the server does not say.
 */
import { create } from "zustand";
import { request } from "@/api/http";
import { isRecord, recall, remember } from "./storage";

/** `#rrggbb` by place: `fill`, `fill_on_dark`, … (docs/reference/http-api.md, "Settings of the site"). */
export type Accent = Readonly<Record<string, string>>;

export interface Brand {
  name: string;
  /** Path of a picture; empty = the product's mark. */
  logo: string;
  /** null = Rapat's own. */
  accent: Accent | null;
}

/** public/appearance.js reads it too, for the title before the first paint. */
const KEY = "rapat.site";

export const useBrand = create<Brand>()(() => recall(KEY, isBrand, { name: "Rapat", logo: "", accent: null }));

/** Shows the brand as it was, then as the server says it is. */
export function followBrand(): void {
  wear(document.documentElement, useBrand.getState().accent);
  void learnBrand();
}

/** Asks the server; administrators' pages do so after a change. Never fails: what is shown stays. */
export async function learnBrand(): Promise<void> {
  const brand = await request("GET", "/api/site").catch(() => null);
  if (!isBrand(brand)) return;
  wear(document.documentElement, brand.accent, useBrand.getState().accent);
  useBrand.setState(brand);
  remember(KEY, brand);
}

/** Gives an element the shades of an accent (ui/tokens.css), instead of those that it had. */
export function wear({ style }: HTMLElement, accent: Accent | null, before?: Accent | null): void {
  for (const place in { ...before, ...accent })
    style.setProperty(`--accent-${place.replaceAll("_", "-")}`, accent?.[place] ?? "");
}

function isBrand(value: unknown): value is Brand {
  return (
    isRecord(value) &&
    typeof value.name === "string" &&
    typeof value.logo === "string" &&
    (value.accent === null || isRecord(value.accent))
  );
}
