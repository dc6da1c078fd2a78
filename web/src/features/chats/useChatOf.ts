/**
 * Opens the chat of a meeting without a call: who am I there, who else, and a chat that looks for news by itself, as
 * nothing tells it. It looks while the page is seen, and at once when the person comes back to it.
 */
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { chatServer, listMembers, type Member } from "@/api/chat";
import { fileServer } from "@/api/files";
import { ApiError } from "@/api/http";
import { getMeeting } from "@/api/meetings";
import { type Chat, createChat } from "@/call/chat";
import { type Attachments, createAttachments } from "@/features/chat/attachments";
import { pictured } from "@/features/chat/pictures";
import type { ChatRoom } from "@/features/chat/room";

/** ms between two looks for news: a conversation after a meeting is slow. */
const LOOK = 8_000;

export type Found =
  | { at: "loading" }
  | { at: "failed"; problem: unknown; again(): void }
  | { at: "ready"; room: ChatRoom; ended: boolean };

interface Opened {
  meeting: { id: string; title: string };
  me: string;
  ended: boolean;
  people: Member[];
  chat: Chat;
  attachments: Attachments;
}

export function useChatOf(id: string): Found {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks anew.
  useEffect(() => {
    let over = false;
    setProblem(null);
    open(id).then(
      (now) => !over && setOpened(now),
      (error: unknown) => !over && setProblem(error),
    );
    return () => {
      over = true;
    };
  }, [id, attempt]);
  useNews(opened?.chat ?? null);
  const rights = useStore(opened?.chat.store ?? NOTHING, (state) => state.rights);
  const room = useMemo(
    () => opened && { ...opened, rights, files: fileServer(id), people: opened.people.filter(isOther(opened.me)) },
    [opened, rights, id],
  );
  if (problem !== null) return { at: "failed", problem, again: () => setAttempt((now) => now + 1) };
  if (opened === null || room === null) return { at: "loading" };
  return { at: "ready", room, ended: opened.ended };
}

async function open(id: string): Promise<Opened> {
  const meeting = await getMeeting(id);
  if (meeting.you === null) throw new ApiError("not_in_meeting", 403);
  const people = await listMembers(id);
  const newId = () => crypto.randomUUID();
  const me = meeting.you.identity;
  const chat = createChat({ server: chatServer(id), me, newId, now: () => new Date().toISOString() });
  await chat.load();
  const attachments = createAttachments({ server: fileServer(id), newId, pictured });
  return { meeting: { id, title: meeting.title }, me, ended: meeting.ended, people, chat, attachments };
}

function useNews(chat: Chat | null): void {
  useEffect(() => {
    if (chat === null) return;
    chat.setSeen(true);
    const look = () => {
      if (document.visibilityState === "visible") void chat.load();
    };
    const timer = setInterval(look, LOOK);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      chat.setSeen(false);
    };
  }, [chat]);
}

function isOther(me: string): (person: Member) => boolean {
  return ({ identity }) => identity !== me;
}

/** Before the chat is open: a store of no chat, so that hooks need not be conditional. */
const NOTHING = createChat({ server: chatServer(""), me: "", newId: () => "", now: () => "" }).store;
