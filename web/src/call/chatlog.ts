/**
 * The messages of a meeting as a list keyed by `seq`: takes them in any order and twice, says where a hole is, and
 * keeps what is still being sent below them. Pure data; `chat.ts` talks to the server.
 */
import type { Message } from "@/api/meetings";

/** Mine, not yet confirmed. */
export interface Outgoing {
  clientId: string;
  text: string;
  /** ISO 8601 UTC of pressing Enter, for its place in time until the server says its own. */
  writtenAt: string;
  failed: boolean;
}
export interface ChatLog {
  /** Ascending by `seq`, each once. */
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
}
export const EMPTY_LOG: ChatLog = { messages: [], outgoing: [] };

/** With `arrived` in their places; what of mine was confirmed by them leaves the outgoing ones. */
export function take(log: ChatLog, arrived: readonly Message[], me: string): ChatLog {
  const known = new Set(log.messages.map(({ seq }) => seq));
  const fresh = arrived.filter(
    ({ seq }, index) => !known.has(seq) && arrived.findIndex((one) => one.seq === seq) === index,
  );
  const confirmed = new Set(arrived.filter(({ identity }) => identity === me).map(({ client_id }) => client_id));
  const outgoing = log.outgoing.filter(({ clientId }) => !confirmed.has(clientId));
  if (fresh.length === 0) return outgoing.length === log.outgoing.length ? log : { ...log, outgoing };
  return { messages: [...log.messages, ...fresh].sort((one, other) => one.seq - other.seq), outgoing };
}

/** The `seq` after which something is missing; null when all is there up to the newest. */
export function holeIn(log: ChatLog): number | null {
  let last = 0;
  for (const { seq } of log.messages) {
    if (seq !== last + 1) return last;
    last = seq;
  }
  return null;
}

export function lastSeq(log: ChatLog): number {
  return log.messages.at(-1)?.seq ?? 0;
}

export function withOutgoing(log: ChatLog, message: Outgoing): ChatLog {
  const others = log.outgoing.filter(({ clientId }) => clientId !== message.clientId);
  return { ...log, outgoing: [...others, message] };
}

export function withoutOutgoing(log: ChatLog, clientId: string): ChatLog {
  return { ...log, outgoing: log.outgoing.filter((message) => message.clientId !== clientId) };
}

/** How many of others' messages lie above `read`. */
export function unreadIn(log: ChatLog, read: number, me: string): number {
  return log.messages.filter(({ seq, identity }) => seq > read && identity !== me).length;
}
