/** The acts of the activity log in kinds that somebody looks for. Each act belongs to one. Pure. */
import type { Act } from "@/api/admin";

export type Kind = "signIns" | "accounts" | "meetings" | "site" | "keys" | "privacy" | "backups";

export const KINDS: Readonly<Record<Kind, readonly Act[]>> = {
  signIns: ["signed_in"],
  accounts: ["account_made", "account_changed", "account_link_made", "people_imported"],
  meetings: ["meeting_ended", "report_closed"],
  site: ["site_changed", "template_changed", "mail_changed", "mail_tested"],
  keys: ["key_made", "key_revoked"],
  privacy: ["retention_changed", "data_exported", "account_erased"],
  backups: ["backup_made", "backup_taken", "backup_deleted"],
};

export const KIND_NAMES = Object.keys(KINDS) as Kind[];

const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS).flat());

/** False for what only a newer server does. */
export function isKnown(act: string): act is Act {
  return KNOWN.has(act);
}

/** Acts whose `about` is an account; of the others it is an id or nothing. */
export const ABOUT_PEOPLE: ReadonlySet<Act> = new Set([
  "account_made",
  "account_changed",
  "account_link_made",
  "account_erased",
]);
