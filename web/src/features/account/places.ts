/** The places of the signed-in app beside the start page. A new part of the app adds its row; the header shows it. */
import { type Icon, IconCalendar, IconMessages, IconSettingsCog, IconUsers } from "@tabler/icons-react";
import type { SiteRight } from "@/api/accounts";

export interface Place {
  path: string;
  /** Key in `common.json` below `places`. */
  name: "calendar" | "chats" | "people" | "admin";
  icon: Icon;
  /** Who sees it; undefined = everybody with an account. */
  right?: SiteRight;
}

export const PLACES: readonly Place[] = [
  { path: "/calendar", name: "calendar", icon: IconCalendar },
  { path: "/chats", name: "chats", icon: IconMessages },
  { path: "/people", name: "people", icon: IconUsers, right: "manage_people" },
  { path: "/admin", name: "admin", icon: IconSettingsCog, right: "manage_site" },
];

/** Whether the page at `path` belongs to the place: it, or one below it. */
export function isIn(place: Place, path: string): boolean {
  return path === place.path || path.startsWith(`${place.path}/`);
}

export function placesFor(rights: readonly SiteRight[]): Place[] {
  return PLACES.filter(({ right }) => right === undefined || rights.includes(right));
}
