/** What this person looks at: panel, layout, pin, page, dialogs. Nothing of it concerns others; nothing of it is kept. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Source } from "@/api/meetings";
import type { VideoSource } from "@/call/state";

export type Panel = "chat" | "people" | "host";
/** Something asked before it is done to somebody. */
export interface Question {
  what: "remove" | "report" | "rename" | "role";
  identity: string;
}
export interface Pin {
  identity: string;
  source: VideoSource;
}
export interface View {
  panel: Panel | null;
  layout: "grid" | "speaker";
  pin: Pin | null;
  /** The person chose to leave the shared screen small. */
  screenSmall: boolean;
  /** The row of people beside a large picture. */
  strip: boolean;
  dialog: "settings" | "shortcuts" | "end" | "leave" | "stop" | "reactions" | "handOver" | null;
  /** On the screen about a person. */
  question: Question | null;
  /** A host asks me to turn something on. */
  asked: { source: Source; by: string } | null;
}

export const FIRST_VIEW: View = {
  panel: null,
  layout: "grid",
  pin: null,
  screenSmall: false,
  strip: true,
  dialog: null,
  question: null,
  asked: null,
};

export function createView(start: Partial<View> = {}): StoreApi<View> {
  return createStore<View>()(() => ({ ...FIRST_VIEW, ...start }));
}

export function togglePanel(view: StoreApi<View>, panel: Panel): void {
  view.setState((now) => ({ panel: now.panel === panel ? null : panel }));
}

export function togglePin(view: StoreApi<View>, pin: Pin): void {
  const { pin: now } = view.getState();
  const same = now?.identity === pin.identity && now.source === pin.source;
  view.setState({ pin: same ? null : pin, screenSmall: false });
}

/** Grid ⇄ speaker; a pin or a shared screen in the way is put aside first, so that the key always shows something. */
export function toggleLayout(view: StoreApi<View>): void {
  view.setState(({ layout }) => ({ layout: layout === "grid" ? "speaker" : "grid", pin: null }));
}
