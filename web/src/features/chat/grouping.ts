/** Messages as they are read: days, runs of one writer within a few minutes, and the line above what is new. Pure. */
import type { Message } from "@/api/chat";

export type Item =
  | { kind: "day"; key: string; at: Date }
  | { kind: "new"; key: string }
  | { kind: "run"; key: string; identity: string; name: string; at: Date; messages: Message[] };

/** ms of silence after which the same writer gets a new heading. */
const PAUSE = 3 * 60_000;

/** `newAfter` = the last seq seen before; null: no line. Days are those of this device. */
export function group(messages: readonly Message[], newAfter: number | null): Item[] {
  const items: Item[] = [];
  let day = "";
  let before = 0;
  let marked = newAfter === null;
  for (const message of messages) {
    const at = new Date(message.sent_at);
    if (at.toDateString() !== day) {
      day = at.toDateString();
      items.push({ kind: "day", key: `day-${message.seq}`, at });
    }
    if (!marked && message.seq > (newAfter ?? 0)) {
      marked = true;
      items.push({ kind: "new", key: "new" });
    }
    const last = items.at(-1);
    if (last?.kind === "run" && goesOn(last, message) && at.getTime() - before < PAUSE) last.messages.push(message);
    else
      items.push({
        kind: "run",
        key: message.id,
        identity: message.identity,
        name: message.name,
        at,
        messages: [message],
      });
    before = at.getTime();
  }
  return items;
}

/** The same person goes on, to the same readers. */
function goesOn(run: { identity: string; messages: Message[] }, message: Message): boolean {
  return run.identity === message.identity && run.messages.at(-1)?.to === message.to;
}
