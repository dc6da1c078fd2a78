/**
 * Short notes at the edge of the screen. At most one of a kind (a newer replaces it) and at most two in all (the
 * oldest goes), so that notes never bury a meeting.
 */
import { create } from "zustand";

export interface Toast {
  /** Two notes of one kind never stand together: "copied", "join", "failed:mute". */
  kind: string;
  text: string;
  tone?: "plain" | "danger";
  action?: { label: string; run(): void };
  /** Milliseconds; default 5 s, with an action 10 s. */
  lasts?: number;
}
export interface ShownToast extends Toast {
  number: number;
}

const MOST = 2;

interface Toasts {
  shown: ShownToast[];
  next: number;
}
export const useToasts = create<Toasts>()(() => ({ shown: [], next: 1 }));

export function toast(note: Toast): void {
  useToasts.setState(({ shown, next }) => {
    const others = shown.filter(({ kind }) => kind !== note.kind);
    return { shown: [...others, { ...note, number: next }].slice(-MOST), next: next + 1 };
  });
}

export function dismissToast(kind: string): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((note) => note.kind !== kind) }));
}
