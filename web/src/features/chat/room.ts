/** The chat that the components below are about: in a call, or on a page of its own after it. */
import { createContext, use } from "react";
import { useStore } from "zustand";
import type { ChatRights, Member } from "@/api/chat";
import type { FileServer } from "@/api/files";
import type { Chat, ChatState } from "@/call/chat";
import type { Attachments } from "./attachments";

export interface ChatRoom {
  meeting: { id: string; title: string };
  chat: Chat;
  /** My identity. */
  me: string;
  /** Everybody but me, by name. */
  people: readonly Member[];
  rights: ChatRights;
  files: FileServer;
  attachments: Attachments;
}

export const ChatRoomContext = createContext<ChatRoom | null>(null);

export function useChatRoom(): ChatRoom {
  const room = use(ChatRoomContext);
  if (room === null) throw new Error("this component stands outside of a chat");
  return room;
}

export function useChatState<T>(select: (state: ChatState) => T): T {
  return useStore(useChatRoom().chat.store, select);
}

/** What somebody is called, as far as it is known here: as a member, or as a writer. */
export function useNameOf(): (identity: string) => string | undefined {
  const { people } = useChatRoom();
  const messages = useChatState(({ log }) => log.messages);
  return (identity) =>
    people.find((person) => person.identity === identity)?.name ??
    messages.findLast((message) => message.identity === identity)?.name;
}
