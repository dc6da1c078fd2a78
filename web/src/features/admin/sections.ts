/** The sections of the administration. A new one adds its row here and its name to `admin.json`; each is fetched when opened. */
import {
  type Icon,
  IconAdjustmentsHorizontal,
  IconArchive,
  IconFlag,
  IconHeartbeat,
  IconHistory,
  IconMail,
  IconPalette,
  IconShieldLock,
  IconUsersGroup,
} from "@tabler/icons-react";
import { type ComponentType, lazy } from "react";

export interface AdminSection {
  /** What stands behind `/admin/`; empty = `/admin` itself. */
  path: string;
  /** Key in `admin.json` below `sections`. */
  name: "overview" | "meetings" | "reports" | "activity" | "settings" | "branding" | "mail" | "privacy" | "backups";
  icon: Icon;
  screen: ComponentType;
}

export const SECTIONS: readonly AdminSection[] = [
  { path: "", name: "overview", icon: IconHeartbeat, screen: lazy(() => import("./overview/OverviewSection")) },
  {
    path: "meetings",
    name: "meetings",
    icon: IconUsersGroup,
    screen: lazy(() => import("./meetings/MeetingsSection")),
  },
  { path: "reports", name: "reports", icon: IconFlag, screen: lazy(() => import("./reports/ReportsSection")) },
  { path: "activity", name: "activity", icon: IconHistory, screen: lazy(() => import("./activity/ActivitySection")) },
  {
    path: "settings",
    name: "settings",
    icon: IconAdjustmentsHorizontal,
    screen: lazy(() => import("./settings/SettingsSection")),
  },
  { path: "branding", name: "branding", icon: IconPalette, screen: lazy(() => import("./branding/BrandingSection")) },
  { path: "mail", name: "mail", icon: IconMail, screen: lazy(() => import("./mail/MailSection")) },
  { path: "privacy", name: "privacy", icon: IconShieldLock, screen: lazy(() => import("./privacy/PrivacySection")) },
  { path: "backups", name: "backups", icon: IconArchive, screen: lazy(() => import("./backups/BackupsSection")) },
];

/** The address of a section. */
export function addressOf({ path }: AdminSection): string {
  return path === "" ? "/admin" : `/admin/${path}`;
}
