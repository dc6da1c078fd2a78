/**
 * The chat of one meeting: reads the history, takes what arrives, fills holes, sends at once on the screen and then
 * over the line, and counts what was not seen. Words and looks are the chat panel's.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import { isMessage, type Message } from "@/api/meetings";
import { type ChatLog, EMPTY_LOG, holeIn, lastSeq, take, unreadIn, withOutgoing, withoutOutgoing } from "./chatlog";
import type { MeetingServer } from "./server";

/** Messages asked for at once: one answer of about 30 kB. */
const PAGE = 100;
/** Pages read at most in one go (5,000 messages); a longer history begins later. */
const MOST_PAGES = 50;

export interface ChatState {
  log: ChatLog;
  /** Others' messages that were not on the screen yet. */
  unread: number;
  /** The last `seq` seen before the panel was opened: the "new" line stands below it. null: no line. */
  newAfter: number | null;
  history: "loading" | "ready" | "failed";
}
export interface Chat {
  store: StoreApi<ChatState>;
  /** Reads what is not here yet. Also after every reconnect. Never throws: `history` says how it went. */
  load(): Promise<void>;
  /** A packet of topic `rapat.chat`. Bytes that are no message are dropped. */
  receive(payload: Uint8Array): void;
  send(text: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Whether the person sees the messages now. */
  setSeen(seen: boolean): void;
  /** Called with each message of somebody else that arrives while it cannot be seen. */
  onUnseen(listener: (message: Message) => void): () => void;
}
export interface ChatParts {
  server: Pick<MeetingServer, "listMessages" | "sendMessage">;
  /** My identity. */
  me: string;
  newId(): string;
  /** ISO 8601 UTC. */
  now(): string;
}

export function createChat({ server, me, newId, now }: ChatParts): Chat {
  const store = createStore<ChatState>()(() => ({ log: EMPTY_LOG, unread: 0, newAfter: null, history: "loading" }));
  const listeners = new Set<(message: Message) => void>();
  let seen = false;
  /** The newest `seq` that was on the screen; null until the history was read: what was before me is not unread. */
  let read: number | null = null;
  let loading: Promise<void> | null = null;

  const show = (log: ChatLog) => {
    if (seen) read = lastSeq(log);
    store.setState({ log, unread: read === null ? 0 : unreadIn(log, read, me) });
  };
  const accept = (messages: readonly Message[]) => show(take(store.getState().log, messages, me));

  async function readOn(): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { log } = store.getState();
      const answer = await server.listMessages(holeIn(log) ?? lastSeq(log), PAGE);
      accept(answer.messages);
      if (!answer.more || answer.messages.length === 0) return;
    }
  }
  function load(): Promise<void> {
    loading ??= readOn()
      .then(
        () => {
          read ??= lastSeq(store.getState().log);
          store.setState({ history: "ready" });
        },
        () => store.setState({ history: "failed" }),
      )
      .finally(() => {
        loading = null;
      });
    return loading;
  }
  async function deliver(clientId: string, text: string): Promise<void> {
    try {
      accept([await server.sendMessage(clientId, text)]);
    } catch {
      const { log } = store.getState();
      const mine = log.outgoing.find((message) => message.clientId === clientId);
      if (mine) show(withOutgoing(log, { ...mine, failed: true }));
    }
  }
  return {
    store,
    load,
    receive(payload) {
      const message = parse(payload);
      if (message === null) return;
      const isNew = message.seq > lastSeq(store.getState().log);
      accept([message]);
      if (holeIn(store.getState().log) !== null) void load();
      if (isNew && !seen && message.identity !== me) for (const tell of listeners) tell(message);
    },
    send(text) {
      const clientId = newId();
      show(withOutgoing(store.getState().log, { clientId, text, writtenAt: now(), failed: false }));
      void deliver(clientId, text);
    },
    retry(clientId) {
      const { log } = store.getState();
      const mine = log.outgoing.find((message) => message.clientId === clientId);
      if (!mine?.failed) return;
      show(withOutgoing(log, { ...mine, failed: false }));
      void deliver(clientId, mine.text);
    },
    discard(clientId) {
      show(withoutOutgoing(store.getState().log, clientId));
    },
    setSeen(next) {
      if (next === seen) return;
      const { unread, log } = store.getState();
      if (next) store.setState({ newAfter: unread > 0 ? read : null });
      seen = next;
      show(log);
    },
    onUnseen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function parse(payload: Uint8Array): Message | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isMessage(value) ? value : null;
  } catch {
    return null;
  }
}
