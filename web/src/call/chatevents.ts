/** What the server tells of a chat through the room, read from bytes. Pure. */
import { type ChatRules, isMessage, isRules, type Message } from "@/api/chat";
import { isRecord } from "@/platform/storage";
import type { Reaction } from "./chatlog";

export type ChatEvent =
  /** New or changed. `before`: revision of the change before it among the same readers; 0 = none. */
  | { type: "message"; before: number; message: Message }
  | ({ type: "reaction"; before: number } & Reaction)
  | { type: "state"; state: ChatRules }
  | { type: "typing"; identity: string; to: string };

/** null for bytes that are no event of ours. */
export function readEvent(payload: Uint8Array): ChatEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.type !== "string") return null;
  const fits = CHECKS.get(value.type);
  return fits?.(value) ? (value as unknown as ChatEvent) : null;
}

type Check = (value: Record<string, unknown>) => boolean;
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["message", ({ before, message }) => typeof before === "number" && isMessage(message)],
  [
    "reaction",
    ({ id, identity, emoji, chosen, before, revision }) =>
      [id, identity, emoji].every((text) => typeof text === "string") &&
      [before, revision].every((number) => typeof number === "number") &&
      typeof chosen === "boolean",
  ],
  ["state", ({ state }) => isRules(state)],
  ["typing", ({ identity, to }) => typeof identity === "string" && typeof to === "string"],
]);
