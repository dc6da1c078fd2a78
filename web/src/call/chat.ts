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

export function createChat(parts: ChatParts): Chat {
  return new LiveChat(parts);
}

class LiveChat implements Chat {
  readonly store = createStore<ChatState>()(() => ({ log: EMPTY_LOG, unread: 0, newAfter: null, history: "loading" }));
  private readonly listeners = new Set<(message: Message) => void>();
  private seen = false;
  /** The newest `seq` that was on the screen; null until the history was read: what was before me is not unread. */
  private read: number | null = null;
  private loading: Promise<void> | null = null;

  constructor(private readonly parts: ChatParts) {}

  load(): Promise<void> {
    this.loading ??= this.readOn()
      .then(
        () => {
          this.read ??= lastSeq(this.log);
          this.store.setState({ history: "ready" });
        },
        () => this.store.setState({ history: "failed" }),
      )
      .finally(() => {
        this.loading = null;
      });
    return this.loading;
  }

  receive(payload: Uint8Array): void {
    const message = parse(payload);
    if (message === null) return;
    const isNew = message.seq > lastSeq(this.log);
    this.accept([message]);
    // While the first history is being read, a hole is no hole: the pages are on their way.
    if (holeIn(this.log) !== null) void this.load();
    if (isNew && !this.seen && message.identity !== this.parts.me) for (const tell of this.listeners) tell(message);
  }

  send(text: string): void {
    const clientId = this.parts.newId();
    this.show(withOutgoing(this.log, { clientId, text, writtenAt: this.parts.now(), failed: false }));
    void this.deliver(clientId, text);
  }

  retry(clientId: string): void {
    const mine = this.log.outgoing.find((message) => message.clientId === clientId);
    if (!mine?.failed) return;
    this.show(withOutgoing(this.log, { ...mine, failed: false }));
    void this.deliver(clientId, mine.text);
  }

  discard(clientId: string): void {
    this.show(withoutOutgoing(this.log, clientId));
  }

  setSeen(seen: boolean): void {
    if (seen === this.seen) return;
    if (seen) this.store.setState({ newAfter: this.store.getState().unread > 0 ? this.read : null });
    this.seen = seen;
    this.show(this.log);
  }

  onUnseen(listener: (message: Message) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private get log(): ChatLog {
    return this.store.getState().log;
  }

  private show(log: ChatLog): void {
    if (this.seen) this.read = lastSeq(log);
    this.store.setState({ log, unread: this.read === null ? 0 : unreadIn(log, this.read, this.parts.me) });
  }

  private accept(messages: readonly Message[]): void {
    this.show(take(this.log, messages, this.parts.me));
  }

  private async readOn(): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.parts.server.listMessages(holeIn(this.log) ?? lastSeq(this.log), PAGE);
      this.accept(answer.messages);
      if (!answer.more || answer.messages.length === 0) return;
    }
  }

  private async deliver(clientId: string, text: string): Promise<void> {
    try {
      this.accept([await this.parts.server.sendMessage(clientId, text)]);
    } catch {
      const mine = this.log.outgoing.find((message) => message.clientId === clientId);
      if (mine) this.show(withOutgoing(this.log, { ...mine, failed: true }));
    }
  }
}

function parse(payload: Uint8Array): Message | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isMessage(value) ? value : null;
  } catch {
    return null;
  }
}
