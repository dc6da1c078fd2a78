/** The sections of the administration. A new one adds its row here and its name to `admin.json`; each is fetched when opened. */
import { type Icon, IconHeartbeat } from "@tabler/icons-react";
import { type ComponentType, lazy } from "react";

export interface AdminSection {
  /** What stands behind `/admin/`; empty = `/admin` itself. */
  path: string;
  /** Key in `admin.json` below `sections`. */
  name: "overview";
  icon: Icon;
  screen: ComponentType;
}

export const SECTIONS: readonly AdminSection[] = [
  { path: "", name: "overview", icon: IconHeartbeat, screen: lazy(() => import("./overview/OverviewSection")) },
];

/** The address of a section. */
export function addressOf({ path }: AdminSection): string {
  return path === "" ? "/admin" : `/admin/${path}`;
}
