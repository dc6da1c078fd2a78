/** Puts the parts of one call together: the session, the chat that listens to it, the server, the view. */
import { chatServer } from "@/api/chat";
import { createChat } from "@/call/chat";
import { useDevices } from "@/call/devices";
import { followDuties } from "@/call/duties";
import { createReactions, REACTION_TOPIC } from "@/call/reactions";
import { meetingServer } from "@/call/server";
import { createSession, type SessionParts } from "@/call/session";
import { createWaitingDesk } from "@/call/waiting";
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
  const view = createView();
  const reactions = createReactions((run, milliseconds) => setTimeout(run, milliseconds));
  const waiting = createWaitingDesk(server.host, (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  });
  session.onNotice(REACTION_TOPIC, reactions.receive);
  followDuties(session, server.host, waiting);
  return { meeting, session, server, chat, waiting, reactions, view };
}
