/**
 * Why somebody is no longer in a meeting. The room reports one of these; the ending screen words it.
 * Shared by both; holds no behaviour.
 */
export type EndReason =
  | "left"
  | "removed"
  | "ended"
  | "other_tab"
  | "server_restarting"
  | "full"
  | "locked"
  | "waiting"
  | "failed";
