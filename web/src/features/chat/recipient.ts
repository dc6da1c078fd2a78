/**
 * For whom the next message of each meeting is. Shared, as one may be sent to the chat by somebody's menu; not kept
 * over a reload: a message that goes to one person by mistake is better asked for again.
 */
import { create } from "zustand";
import { EVERYBODY } from "@/api/chat";

const useRecipients = create<Record<string, string>>()(() => ({}));

export function useRecipient(meeting: string): string {
  return useRecipients((chosen) => chosen[meeting] ?? EVERYBODY);
}

export function writeTo(meeting: string, to: string): void {
  useRecipients.setState({ [meeting]: to });
}
