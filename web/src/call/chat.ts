/**
 * The chat of one meeting: reads the newest messages and, when asked, earlier ones; takes what arrives; asks for what
 * was missed; sends at once on the screen and then over the line; counts what was not seen. Words and looks are the
 * chat panel's. It works without a call as well: whoever owns it says when to look for news.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ChatPage, ChatRights, ChatRules, ChatServer, Draft, Message } from "@/api/chat";
import { ApiError } from "@/api/http";
import { readEvent } from "./chatevents";
import {
  audienceOf,
  type ChatLog,
  EMPTY_LOG,
  firstSeq,
  lastSeq,
  type Outgoing,
  take,
  unreadIn,
  withOutgoing,
  withoutOutgoing,
  withReaction,
} from "./chatlog";

/** Messages asked for at once: one answer of about 30 kB. */
const PAGE = 100;
/** Pages of changes read at most in one go (5,000 messages). */
const MOST_PAGES = 50;
/** ms that somebody counts as typing after the last word of it; the page says it every 3 s. */
const TYPING_LASTS = 5_000;
/** ms of looking before the server is told how far I have read: scrolling must not become a stream of calls. */
const READ_AFTER = 2_000;

export interface Typist {
  identity: string;
  to: string;
}
export interface ChatState {
  log: ChatLog;
  /** Others' messages that were not on the screen yet. */
  unread: number;
  /** The last `seq` seen before the panel was opened: the "new" line stands below it. null: no line. */
  newAfter: number | null;
  history: "loading" | "ready" | "failed";
  /** Whether there is more above the first message. */
  earlier: "none" | "more" | "loading";
  rules: ChatRules;
  rights: ChatRights;
  typing: readonly Typist[];
  /** The first `seq` that must be drawn: somebody reads further up. null = the newest are enough. */
  top: number | null;
}
export interface Chat {
  store: StoreApi<ChatState>;
  server: ChatServer;
  /** Reads what is not here yet. Also after every reconnect. Never throws: `history` says how it went. */
  load(): Promise<void>;
  /** Forgets what was read and reads anew: what I may see has changed. */
  restart(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** A packet of topic `rapat.chat`. Bytes that are no event of ours are dropped. */
  receive(payload: Uint8Array): void;
  send(draft: Draft): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** A message as the server gave it on some other way: an edit of mine, a reaction. */
  accept(message: Message): void;
  acceptRules(rules: ChatRules): void;
  /** Draw from this `seq` on; null = the newest only. */
  showFrom(seq: number | null): void;
  /** Whether the person sees the messages now. */
  setSeen(seen: boolean): void;
  /** Called with each message of somebody else that arrives while it cannot be seen. */
  onUnseen(listener: (message: Message) => void): () => void;
}
export interface ChatParts {
  server: ChatServer;
  /** My identity. */
  me: string;
  newId(): string;
  /** ISO 8601 UTC. */
  now(): string;
}

const FIRST: ChatState = {
  log: EMPTY_LOG,
  unread: 0,
  newAfter: null,
  history: "loading",
  earlier: "none",
  rules: { revision: 0, approval: false, slow_seconds: 0, pinned: null },
  rights: { write: true, write_to_people: true, react: true, moderate: false },
  typing: [],
  top: null,
};

export function createChat(parts: ChatParts): Chat {
  return new LiveChat(parts);
}

class LiveChat implements Chat {
  readonly store = createStore<ChatState>()(() => FIRST);
  readonly server: ChatServer;
  private readonly listeners = new Set<(message: Message) => void>();
  private readonly typists = new Map<string, ReturnType<typeof setTimeout>>();
  /** Newest revision known of each audience, see `audienceOf`. */
  private readonly newest = new Map<string, number>();
  private seen = false;
  /** The newest `seq` that was on the screen; null until the history was read. */
  private read: number | null = null;
  /** Everything up to this revision is here; null before the first answer. */
  private upTo: number | null = null;
  private loading: Promise<void> | null = null;
  private marking: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly parts: ChatParts) {
    this.server = parts.server;
  }

  load(): Promise<void> {
    this.loading ??= this.readOn()
      .then(
        () => {
          this.store.setState({ history: "ready" });
          this.retryWhatTheLineAte();
        },
        () => this.store.setState({ history: this.upTo === null ? "failed" : "ready" }),
      )
      .finally(() => {
        this.loading = null;
      });
    return this.loading;
  }

  async restart(): Promise<void> {
    await this.loading;
    this.upTo = null;
    this.newest.clear();
    this.show({ ...this.log, messages: [] });
    await this.load();
  }

  async loadEarlier(): Promise<void> {
    if (this.store.getState().earlier !== "more") return;
    this.store.setState({ earlier: "loading" });
    try {
      const page = await this.server.page({ before: firstSeq(this.log) }, PAGE);
      this.show(take(this.log, page.messages, this.parts.me));
      this.store.setState({ earlier: page.more ? "more" : "none" });
    } catch {
      this.store.setState({ earlier: "more" });
    }
  }

  receive(payload: Uint8Array): void {
    const event = readEvent(payload);
    if (event?.type === "message") this.onMessage(event.message, event.before);
    else if (event?.type === "reaction") this.onReaction(event);
    else if (event?.type === "state") this.acceptRules(event.state);
    else if (event?.type === "typing") this.onTyping(event);
  }

  send(draft: Draft): void {
    const clientId = this.parts.newId();
    const message = { clientId, draft, writtenAt: this.parts.now(), failed: null };
    this.show(withOutgoing(this.log, message));
    void this.deliver(message);
  }

  retry(clientId: string): void {
    const mine = this.log.outgoing.find((message) => message.clientId === clientId);
    if (mine?.failed == null) return;
    const again = { ...mine, failed: null };
    this.show(withOutgoing(this.log, again));
    void this.deliver(again);
  }

  discard(clientId: string): void {
    this.show(withoutOutgoing(this.log, clientId));
  }

  accept(message: Message): void {
    this.show(take(this.log, [message], this.parts.me));
    const { rules } = this.store.getState();
    if (rules.pinned?.id === message.id) this.store.setState({ rules: { ...rules, pinned: message } });
  }

  acceptRules(rules: ChatRules): void {
    if (rules.revision >= this.store.getState().rules.revision) this.store.setState({ rules });
  }

  showFrom(seq: number | null): void {
    if (seq !== this.store.getState().top) this.store.setState({ top: seq });
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
    if (this.seen && this.read !== null) this.readTo(lastSeq(log));
    this.store.setState({ log, unread: this.read === null ? 0 : unreadIn(log, this.read, this.parts.me) });
  }

  private readTo(seq: number): void {
    if (this.read !== null && seq <= this.read) return;
    this.read = seq;
    this.marking ??= setTimeout(() => {
      this.marking = null;
      // Lost with the line it is told with the next message; the worst is a line "new" too far up.
      this.server.markRead(this.read ?? 0).catch(() => undefined);
    }, READ_AFTER);
  }

  private async readOn(): Promise<void> {
    if (this.upTo === null) return this.begin(await this.server.page({}, PAGE));
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.server.page({ since: this.upTo }, PAGE);
      this.absorb(answer);
      if (!answer.more || answer.messages.length === 0) return;
    }
  }

  /** The first answer: what was written before I ever read here is not unread. */
  private begin(page: ChatPage): void {
    this.read ??= page.read > 0 ? page.read : (page.messages.at(-1)?.seq ?? 0);
    this.absorb(page);
    this.store.setState({ earlier: page.more ? "more" : "none" });
  }

  private absorb(page: ChatPage): void {
    this.upTo = Math.max(this.upTo ?? 0, page.revision);
    this.store.setState({ rights: page.rights });
    this.acceptRules(page.state);
    this.show(take(this.log, page.messages, this.parts.me));
  }

  private onMessage(message: Message, before: number): void {
    const isNew = message.seq > lastSeq(this.log);
    this.stopTyping(message.identity);
    this.accept(message);
    this.onChange(message.held ? "" : audienceOf(message), before, message.revision);
    if (isNew && !this.seen && message.identity !== this.parts.me && message.deleted === "")
      for (const tell of this.listeners) tell(message);
  }

  private onReaction(event: Parameters<typeof withReaction>[1] & { before: number }): void {
    const message = this.log.messages.find(({ id }) => id === event.id);
    this.show(withReaction(this.log, event));
    if (message) this.onChange(audienceOf(message), event.before, event.revision);
  }

  /** Asks for what was missed: the change before this one, among the same readers, is not known here. */
  private onChange(audience: string, before: number, revision: number): void {
    const known = Math.max(this.newest.get(audience) ?? 0, this.upTo ?? Number.POSITIVE_INFINITY);
    this.newest.set(audience, Math.max(this.newest.get(audience) ?? 0, revision));
    if (before > known) void this.load();
  }

  private onTyping({ identity, to }: Typist): void {
    if (identity === this.parts.me) return;
    const { typing } = this.store.getState();
    this.stopTyping(identity);
    this.typists.set(
      identity,
      setTimeout(() => this.stopTyping(identity), TYPING_LASTS),
    );
    const others = typing.filter((typist) => typist.identity !== identity);
    this.store.setState({ typing: [...others, { identity, to }] });
  }

  private stopTyping(identity: string): void {
    clearTimeout(this.typists.get(identity));
    if (!this.typists.delete(identity)) return;
    const { typing } = this.store.getState();
    this.store.setState({ typing: typing.filter((typist) => typist.identity !== identity) });
  }

  private async deliver({ clientId, draft }: Outgoing): Promise<void> {
    try {
      this.accept(await this.server.write(clientId, draft));
    } catch (error) {
      const mine = this.log.outgoing.find((message) => message.clientId === clientId);
      const failed = error instanceof ApiError ? error.code : "unknown";
      if (mine) this.show(withOutgoing(this.log, { ...mine, failed }));
    }
  }

  private retryWhatTheLineAte(): void {
    for (const { clientId, failed } of this.log.outgoing) if (failed === "unreachable") this.retry(clientId);
  }
}
