/**
 * Which act of the call a key stands for. Letters are compared by what the key prints when that is Latin (so that
 * AZERTY and Dvorak press what they read), and by its place on the board (`event.code`) otherwise: that is what makes
 * them work on a Russian keyboard. Pure: the listener decides what to do.
 */
export type Act =
  | "microphone"
  | "camera"
  | "talk"
  | "hand"
  | "react"
  | "chat"
  | "people"
  | "share"
  | "layout"
  | "fullscreen"
  | "help"
  | "leave"
  | "region";

export interface Key {
  code: string;
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}
/** Where the key was pressed: in a text, on a control that Space itself presses, or anywhere else. */
export type Ground = "text" | "control" | "stage";

const LETTERS: Record<string, Act> = {
  M: "microphone",
  V: "camera",
  H: "hand",
  R: "react",
  C: "chat",
  P: "people",
  S: "share",
  L: "layout",
  F: "fullscreen",
};
/** The habits of Zoom, and Leave, which asks. */
const WITH_ALT: Record<string, Act> = { A: "microphone", V: "camera", L: "leave" };
/** The habits of Google Meet. */
const WITH_CONTROL: Record<string, Act> = { D: "microphone", E: "camera" };

/** The act, or null. `enabled`: the person has not turned letter keys off; F6 works always, it is no letter. */
export function actOf(key: Key, ground: Ground, enabled: boolean): Act | null {
  if (key.code === "F6" || key.key === "F6") return "region";
  if (!enabled || ground === "text") return null;
  const control = key.ctrlKey || key.metaKey;
  // Ctrl+Alt is AltGr: it types letters.
  if (control && key.altKey) return null;
  if (control) return key.shiftKey ? null : (WITH_CONTROL[letterOf(key)] ?? null);
  if (key.altKey) return WITH_ALT[placeOf(key)] ?? null;
  if (key.code === "Space") return ground === "stage" ? "talk" : null;
  if (key.key === "?" || (key.code === "Slash" && key.shiftKey)) return "help";
  return key.shiftKey ? null : (LETTERS[letterOf(key)] ?? null);
}

function letterOf(key: Key): string {
  return /^[a-z]$/i.test(key.key) ? key.key.toUpperCase() : placeOf(key);
}

/** With Alt a Mac prints "å" for A, so only the place counts. */
function placeOf({ code }: Key): string {
  return /^Key([A-Z])$/.exec(code)?.[1] ?? "";
}

/** What lies under the focus. Pressing Space there must keep its meaning. */
export function groundOf(target: EventTarget | null): Ground {
  if (!(target instanceof HTMLElement)) return "stage";
  if (target.isContentEditable || target.closest("textarea, select, [contenteditable='true']")) return "text";
  const input = target.closest("input");
  if (input) return /^(checkbox|radio|range|button|submit)$/.test(input.type) ? "control" : "text";
  return target.closest("button, a[href], summary, [role='menu'], [role='slider'], [role='separator'], dialog")
    ? "control"
    : "stage";
}
