/** Puts the parts of one call together: the session, the chat that listens to it, the server, the view. */
import { chatServer } from "@/api/chat";
import { fileServer } from "@/api/files";
import { createChat } from "@/call/chat";
import { useDevices } from "@/call/devices";
import { followDuties } from "@/call/duties";
import { createReactions, REACTION_TOPIC } from "@/call/reactions";
import { meetingServer } from "@/call/server";
import { createSession, type SessionParts } from "@/call/session";
import { canModerate, localOf } from "@/call/state";
import { createWaitingDesk } from "@/call/waiting";
import type { Call } from "@/features/call/context";
import { createView } from "@/features/call/view";
import { createAttachments } from "@/features/chat/attachments";
import { pictured } from "@/features/chat/pictures";

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
  // A new host reads what was written to hosts; who is none any more does not.
  session.store.subscribe((now, before) => {
    const [role, was] = [localOf(now)?.role, localOf(before)?.role];
    if (role && was && canModerate(role) !== canModerate(was)) void chat.restart();
  });
  const attachments = createAttachments({
    server: fileServer(meeting.id),
    newId: () => crypto.randomUUID(),
    pictured,
  });
  const view = createView();
  const reactions = createReactions((run, milliseconds) => setTimeout(run, milliseconds));
  const waiting = createWaitingDesk(server.host, (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  });
  session.onNotice(REACTION_TOPIC, reactions.receive);
  followDuties(session, server.host, waiting);
  return { meeting, session, server, chat, attachments, waiting, reactions, view };
}
