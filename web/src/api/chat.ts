/**
 * The calls about chats (docs/reference/http-api.md), typed. What the server sends through the room has the same
 * forms: `isMessage` and its like check both.
 */
import { isRecord } from "@/platform/storage";
import { ApiError, type Method, request } from "./http";
import type { Role } from "./meetings";

/** `Message.to` of what everybody may read, and of what is for the hosts; anything else is one person's identity. */
export const EVERYBODY = "";
export const HOSTS = "hosts";

export interface Quote {
  id: string;
  identity: string;
  name: string;
  /** The beginning of the answered message; empty when it was taken back. */
  text: string;
  deleted: boolean;
}
export interface FileCard {
  id: string;
  name: string;
  /** A picture type that browsers draw, or application/octet-stream. */
  type: string;
  /** Bytes. */
  size: number;
  /** Pixels; 0 = unknown. */
  width: number;
  height: number;
  preview: boolean;
  expires_at: string;
  /** Its time is over: the name is all that is left. */
  gone: boolean;
}
export interface Message {
  id: string;
  /** Orders the chat; says nothing else. */
  seq: number;
  /** Number of the last change. */
  revision: number;
  client_id: string;
  identity: string;
  name: string;
  text: string;
  /** ISO 8601 UTC. */
  sent_at: string;
  to: string;
  /** Waits for a host; only its writer and hosts see it. */
  held: boolean;
  edited_at: string | null;
  deleted: "" | "writer" | "host";
  reply: Quote | null;
  mentions: { identity: string; name: string }[];
  /** Emoji → who chose it. */
  reactions: Record<string, string[]>;
  files: FileCard[];
}
/** What holds for the chat as a whole. */
export interface ChatRules {
  revision: number;
  approval: boolean;
  slow_seconds: number;
  pinned: Message | null;
}
/** What I may do in this chat now. */
export interface ChatRights {
  write: boolean;
  write_to_people: boolean;
  react: boolean;
  moderate: boolean;
}
export interface ChatPage {
  messages: Message[];
  more: boolean;
  revision: number;
  state: ChatRules;
  /** `seq` up to which I have read. */
  read: number;
  rights: ChatRights;
}
/** What I want to say. */
export interface Draft {
  text: string;
  to: string;
  replyTo: string | null;
  mentions: readonly string[];
  files: readonly string[];
}
/** Somebody whom one may write to or call. */
export interface Member {
  identity: string;
  name: string;
  role: Role;
}
export interface Hit {
  meeting: string;
  title: string;
  /** Of the last one: asks for the next page. */
  number: number;
  message: Message;
}
export interface Thread {
  meeting: string;
  title: string;
  ended: boolean;
  identity: string;
  unread: number;
  last: Message;
}
/** Which messages: the newest, those before a `seq`, or what changed since a revision. */
export type Wanted = { before: number } | { since: number } | Record<string, never>;

/** What a chat needs of the server, bound to one meeting. */
export interface ChatServer {
  page(wanted: Wanted, limit: number): Promise<ChatPage>;
  /** The same `clientId` again answers the stored message: safe to retry. */
  write(clientId: string, draft: Draft): Promise<Message>;
  edit(id: string, clientId: string, text: string): Promise<Message>;
  remove(id: string): Promise<void>;
  approve(id: string): Promise<Message>;
  react(id: string, emoji: string, chosen: boolean): Promise<Message>;
  steer(change: { approval?: boolean; slow_seconds?: number }): Promise<ChatRules>;
  pin(id: string | null): Promise<ChatRules>;
  markRead(seq: number): Promise<void>;
  typing(to: string): Promise<void>;
  search(words: string, before?: number): Promise<Hit[]>;
}

export function chatServer(meeting: string): ChatServer {
  const at = `/api/meetings/${encodeURIComponent(meeting)}`;
  const of = (id: string) => `${at}/messages/${encodeURIComponent(id)}`;
  return {
    page: async (wanted, limit) => pageOf(await request("GET", `${at}/messages?${query({ ...wanted, limit })}`)),
    write: (clientId, { replyTo, ...draft }) =>
      asked("POST", `${at}/messages`, { client_id: clientId, ...draft, reply_to: replyTo }),
    edit: (id, clientId, text) => asked("PATCH", of(id), { client_id: clientId, text }),
    remove: async (id) => void (await request("DELETE", of(id))),
    approve: (id) => asked("PUT", `${of(id)}/approval`),
    react: (id, emoji, chosen) => asked(chosen ? "PUT" : "DELETE", `${of(id)}/reactions/${encodeURIComponent(emoji)}`),
    steer: async (change) => rulesOf(await request("PATCH", `${at}/chat`, change)),
    pin: async (message) => rulesOf(await request("PUT", `${at}/chat/pin`, { message })),
    markRead: async (seq) => void (await request("PUT", `${at}/chat/read`, { seq })),
    typing: async (to) => void (await request("POST", `${at}/chat/typing`, { to })),
    search: async (words, before) => hitsOf(await request("GET", `${at}/chat/search?${query({ q: words, before })}`)),
  };
}

/** Members of a meeting, by name, me among them. */
export async function listMembers(meeting: string): Promise<Member[]> {
  const answer = await request("GET", `/api/meetings/${encodeURIComponent(meeting)}/chat/people`);
  const people = isRecord(answer) && Array.isArray(answer.people) ? answer.people : [];
  return people.filter((one): one is Member => isRecord(one) && typeof one.identity === "string");
}

/** My chats in which something was written, the latest first. */
export async function listChats(): Promise<Thread[]> {
  const answer = await request("GET", "/api/chats");
  const chats = isRecord(answer) && Array.isArray(answer.chats) ? answer.chats : [];
  return chats.filter((chat): chat is Thread => isRecord(chat) && isMessage(chat.last));
}

export async function searchChats(words: string, before?: number): Promise<Hit[]> {
  return hitsOf(await request("GET", `/api/chats/search?${query({ q: words, before })}`));
}

export function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  const texts = [value.id, value.client_id, value.identity, value.name, value.text, value.sent_at, value.to];
  const numbers = [value.seq, value.revision];
  return (
    texts.every((text) => typeof text === "string") &&
    numbers.every((number) => typeof number === "number") &&
    Array.isArray(value.files) &&
    Array.isArray(value.mentions) &&
    isRecord(value.reactions)
  );
}

export function isRules(value: unknown): value is ChatRules {
  return isRecord(value) && typeof value.revision === "number" && typeof value.slow_seconds === "number";
}

async function asked(method: Method, path: string, body?: unknown): Promise<Message> {
  const answer = await request(method, path, body);
  if (!isMessage(answer)) throw new ApiError("unknown", 200);
  return answer;
}

function pageOf(value: unknown): ChatPage {
  if (!isRecord(value) || !isRules(value.state) || !isRecord(value.rights) || typeof value.revision !== "number")
    throw new ApiError("unknown", 200);
  const messages = Array.isArray(value.messages) ? value.messages.filter(isMessage) : [];
  return { ...(value as unknown as ChatPage), messages };
}

function rulesOf(value: unknown): ChatRules {
  if (!isRules(value)) throw new ApiError("unknown", 200);
  return value;
}

function hitsOf(value: unknown): Hit[] {
  const hits = isRecord(value) && Array.isArray(value.hits) ? value.hits : [];
  return hits.filter((hit): hit is Hit => isRecord(hit) && isMessage(hit.message));
}

function query(fields: Record<string, string | number | undefined>): string {
  const given = Object.entries(fields).filter((field): field is [string, string | number] => field[1] !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
