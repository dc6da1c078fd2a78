/** The meetings last joined on this device, newest first. They stay here; the server is not asked. */
import { isRecord, recall, remember } from "./storage";

export interface RecentMeeting {
  id: string;
  title: string;
  /** Milliseconds since 1970. */
  at: number;
}

const KEY = "rapat.recent";
/** More would make the home page a history; five fit a phone without scrolling. */
const KEPT = 5;

export function recentMeetings(): RecentMeeting[] {
  return recall(KEY, isList, []);
}

export function rememberMeeting(meeting: RecentMeeting): void {
  const others = recentMeetings().filter(({ id }) => id !== meeting.id);
  remember(KEY, [meeting, ...others].slice(0, KEPT));
}

export function forgetMeeting(id: string): void {
  remember(
    KEY,
    recentMeetings().filter((meeting) => meeting.id !== id),
  );
}

function isList(value: unknown): value is RecentMeeting[] {
  return Array.isArray(value) && value.every(isRecent);
}

function isRecent(value: unknown): boolean {
  return (
    isRecord(value) && typeof value.id === "string" && typeof value.title === "string" && typeof value.at === "number"
  );
}
