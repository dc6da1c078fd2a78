/** Keeps an unsent text per meeting for this tab: a closed panel, a reload or a lost line must not eat it. */
const KEY = "rapat.draft.";

export function recallDraft(meeting: string): string {
  try {
    return sessionStorage.getItem(KEY + meeting) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(meeting: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(KEY + meeting);
    else sessionStorage.setItem(KEY + meeting, text);
  } catch {
    // A browser without storage loses the draft with the panel, nothing else.
  }
}

export function forgetDraft(meeting: string): void {
  keepDraft(meeting, "");
}
