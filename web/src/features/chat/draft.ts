/** Keeps an unsent text per meeting for this tab: a closed panel, a reload or a lost line must not eat it. */
const KEY = "rapat.draft.";

export function recallDraft(meeting: string): string {
  return recall(KEY + meeting);
}

export function keepDraft(meeting: string, text: string): void {
  keep(KEY + meeting, text);
}

export function forgetDraft(meeting: string): void {
  keep(KEY + meeting, "");
}

function recall(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string, value: string): void {
  try {
    if (value === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // A browser without storage loses the draft with the panel, nothing else.
  }
}
