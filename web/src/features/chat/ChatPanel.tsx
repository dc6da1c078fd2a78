/** The conversation in writing beside the stage of a call. */
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { fileServer } from "@/api/files";
import { localOf } from "@/call/state";
import { useCall, useMay, useModerates, useSession } from "@/features/call/context";
import { SidePanel } from "@/features/room/SidePanel";
import { dismissToast } from "@/ui/toasts";
import { ChatFrame } from "./ChatFrame";
import { type ChatRoom, ChatRoomContext } from "./room";

export default function ChatPanel({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("chat");
  const { chat } = useCall();
  const room = useRoomOfCall();
  useEffect(() => {
    chat.setSeen(true);
    // What the note said stands here now.
    dismissToast("chat");
    return () => chat.setSeen(false);
  }, [chat]);
  return (
    <ChatRoomContext value={room}>
      <ChatFrame>
        {(content, actions) => (
          <SidePanel title={t("title")} onClose={onClose} actions={actions}>
            {content}
          </SidePanel>
        )}
      </ChatFrame>
    </ChatRoomContext>
  );
}

function useRoomOfCall(): ChatRoom {
  const { meeting, chat, attachments } = useCall();
  const participants = useSession((state) => state.participants);
  const me = useSession((state) => localOf(state)?.identity ?? "");
  const write = useMay("chat");
  const writeToPeople = useMay("private_chat");
  const react = useMay("react");
  const moderate = useModerates();
  return useMemo(() => {
    const others = participants.filter(({ local, name }) => !local && name !== "");
    return {
      meeting,
      chat,
      me,
      people: others.map(({ identity, name, role }) => ({ identity, name, role })).sort(byName),
      rights: { write, write_to_people: writeToPeople, react, moderate },
      files: fileServer(meeting.id),
      attachments,
    };
  }, [meeting, chat, attachments, participants, me, write, writeToPeople, react, moderate]);
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name);
}
