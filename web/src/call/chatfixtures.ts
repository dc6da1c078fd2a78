/** Messages and answers of a chat for tests and stories. */
import { type ChatPage, type ChatRights, type ChatRules, EVERYBODY, type Message } from "@/api/chat";

export const RULES: ChatRules = { revision: 0, approval: false, slow_seconds: 0, pinned: null };
export const RIGHTS: ChatRights = { write: true, write_to_people: true, react: true, moderate: false };
export const CHAT_FACTS = { state: RULES, rights: RIGHTS };

/** A message of `identity`; `seq` and `revision` are alike unless `more` says otherwise. */
export function message(seq: number, identity = "other", more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    seq,
    revision: seq,
    client_id: `c${seq}`,
    identity,
    name: identity,
    text: `text ${seq}`,
    sent_at: "2026-11-23T10:00:00Z",
    to: EVERYBODY,
    held: false,
    edited_at: null,
    deleted: "",
    reply: null,
    mentions: [],
    reactions: {},
    files: [],
    ...more,
  };
}

/** One answer of the server. */
export function page(messages: Message[], more: Partial<ChatPage> = {}): ChatPage {
  const revision = Math.max(0, ...messages.map((one) => one.revision));
  return { messages, more: false, revision, read: 0, ...CHAT_FACTS, ...more };
}
