/**
 * The messages of a meeting as a list ordered by `seq`: takes them in any order and twice, the newer state of each
 * wins, and keeps what is still being sent below them. Pure data; `chat.ts` talks to the server.
 */
import type { Draft, Message } from "@/api/chat";
import { EVERYBODY, HOSTS } from "@/api/chat";
import type { ErrorCode } from "@/api/http";

/** Mine, not yet confirmed. */
export interface Outgoing {
  clientId: string;
  draft: Draft;
  /** ISO 8601 UTC of pressing Enter, for its place in time until the server says its own. */
  writtenAt: string;
  /** Why it was not taken; null while it is on its way. */
  failed: ErrorCode | null;
}
export interface ChatLog {
  /** Ascending by `seq`, each once. */
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
}
/** One emoji of one person, as the server tells it. */
export interface Reaction {
  id: string;
  revision: number;
  identity: string;
  emoji: string;
  chosen: boolean;
}
export const EMPTY_LOG: ChatLog = { messages: [], outgoing: [] };

/** With `arrived` in their places; what of mine was confirmed by them leaves the outgoing ones. */
export function take(log: ChatLog, arrived: readonly Message[], me: string): ChatLog {
  const known = new Map(log.messages.map((message) => [message.id, message]));
  const fresh = arrived.filter(({ id, revision }) => (known.get(id)?.revision ?? -1) < revision);
  const confirmed = new Set(arrived.filter(({ identity }) => identity === me).map(({ client_id }) => client_id));
  const outgoing = log.outgoing.filter(({ clientId }) => !confirmed.has(clientId));
  if (fresh.length === 0) return outgoing.length === log.outgoing.length ? log : { ...log, outgoing };
  for (const message of fresh) {
    const newer = (known.get(message.id)?.revision ?? -1) < message.revision;
    if (newer) known.set(message.id, message);
  }
  return { messages: [...known.values()].sort((one, other) => one.seq - other.seq), outgoing };
}

/** With one emoji more or less; an older one than what is known changes nothing. */
export function withReaction(log: ChatLog, { id, revision, identity, emoji, chosen }: Reaction): ChatLog {
  const at = log.messages.findIndex((message) => message.id === id);
  const message = log.messages[at];
  if (message === undefined || message.revision >= revision) return log;
  const others = (message.reactions[emoji] ?? []).filter((one) => one !== identity);
  const { [emoji]: _, ...rest } = message.reactions;
  const by = chosen ? [...others, identity] : others;
  const reactions = by.length === 0 ? rest : { ...message.reactions, [emoji]: by };
  return { ...log, messages: log.messages.with(at, { ...message, revision, reactions }) };
}

/** Names the people who see a message: messages of one name are told in one unbroken chain. */
export function audienceOf({ to, identity }: Pick<Message, "to" | "identity">): string {
  if (to === EVERYBODY) return EVERYBODY;
  return to === HOSTS ? `${HOSTS}/${identity}` : [identity, to].sort().join("/");
}

export function firstSeq(log: ChatLog): number {
  return log.messages[0]?.seq ?? 0;
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

/** How many of others' messages lie above `read` and still say something. */
export function unreadIn(log: ChatLog, read: number, me: string): number {
  return log.messages.filter(({ seq, identity, deleted }) => seq > read && identity !== me && deleted === "").length;
}
