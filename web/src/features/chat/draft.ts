/** Keeps an unsent text, and for whom it is, per meeting for this tab: a closed panel, a reload or a lost line must not eat it. */
const TEXT = "rapat.draft.";
const RECIPIENT = "rapat.to.";

export function recallDraft(meeting: string): string {
  return recall(TEXT + meeting);
}

export function keepDraft(meeting: string, text: string): void {
  keep(TEXT + meeting, text);
}

export function forgetDraft(meeting: string): void {
  keep(TEXT + meeting, "");
}

/** Empty = everybody. */
export function recallRecipient(meeting: string): string {
  return recall(RECIPIENT + meeting);
}

/** Before the chat is opened for somebody, too. */
export function keepRecipient(meeting: string, to: string): void {
  keep(RECIPIENT + meeting, to);
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
