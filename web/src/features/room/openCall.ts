/** Puts the parts of one call together: the session, the chat that listens to it, the server, the view. */
import { chatServer } from "@/api/chat";
import { createChat } from "@/call/chat";
import { useDevices } from "@/call/devices";
import { meetingServer } from "@/call/server";
import { createSession, type SessionParts } from "@/call/session";
import type { Call } from "@/features/call/context";
import { createView } from "@/features/call/view";

export function openCall(meeting: Call["meeting"], credentials: SessionParts["credentials"]): Call {
  const server = meetingServer(meeting.id);
  const session = createSession({
    credentials,
    server,
    devices: useDevices,
    clock: () => performance.now(),
    random: Math.random,
  });
  const chat = createChat({
    server: chatServer(meeting.id),
    me: credentials.identity,
    newId: () => crypto.randomUUID(),
    now: () => new Date().toISOString(),
  });
  session.onChatPacket((payload) => chat.receive(payload));
  session.onConnected(() => void chat.load());
  return { meeting, session, server, chat, view: createView() };
}
