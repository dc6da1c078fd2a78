/** Hands the parts of one call to every screen below, and the hooks by which screens read them. */
import { createContext, use } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Right } from "@/api/host";
import type { Chat, ChatState } from "@/call/chat";
import type { ReactionBoard } from "@/call/reactions";
import { may } from "@/call/rights";
import type { MeetingServer } from "@/call/server";
import type { Session } from "@/call/session";
import { canModerate, localOf, type Participant, type SessionState } from "@/call/state";
import type { WaitingDesk } from "@/call/waiting";
import type { Attachments } from "@/features/chat/attachments";
import type { View } from "./view";

export interface Call {
  meeting: { id: string; title: string; link: string };
  session: Session;
  server: MeetingServer;
  chat: Chat;
  /** Files on their way into a message; they outlive a closed panel. */
  attachments: Attachments;
  waiting: WaitingDesk;
  reactions: ReactionBoard;
  view: StoreApi<View>;
}

export const CallContext = createContext<Call | null>(null);

export function useCall(): Call {
  const call = use(CallContext);
  if (call === null) throw new Error("this component stands outside of a call");
  return call;
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useCall().session.store, select);
}

export function useChat<T>(select: (state: ChatState) => T): T {
  return useStore(useCall().chat.store, select);
}

export function useView<T>(select: (state: View) => T): T {
  return useStore(useCall().view, select);
}

/** Me; undefined until the room has told. */
export function useMe(): Participant | undefined {
  return useSession(localOf);
}

export function useModerates(): boolean {
  return useSession((state) => canModerate(localOf(state)?.role ?? "participant"));
}

/** Whether I may do this now, by role, switches and grants. */
export function useMay(right: Right): boolean {
  return useSession((state) => may(state, right));
}

/** How many stand before the door; 0 for those who do not open it. */
export function useWaitingCount(): number {
  return useStore(useCall().waiting.store, ({ waiting }) => waiting.length);
}

export function useConnected(): boolean {
  return useSession(({ connection }) => connection.at === "connected");
}
