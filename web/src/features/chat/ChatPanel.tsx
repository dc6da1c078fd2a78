/** The conversation in writing: what was said, what is on its way, and the line to write. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { EVERYBODY } from "@/api/chat";
import { useCall } from "@/features/call/context";
import { SidePanel } from "@/features/room/SidePanel";
import { dismissToast } from "@/ui/toasts";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";

export default function ChatPanel({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("chat");
  const { chat } = useCall();
  useEffect(() => {
    chat.setSeen(true);
    // What the note said stands here now.
    dismissToast("chat");
    return () => chat.setSeen(false);
  }, [chat]);
  return (
    <SidePanel title={t("title")} onClose={onClose}>
      <MessageList />
      <Composer onSend={(text) => chat.send({ text, to: EVERYBODY, replyTo: null, mentions: [], files: [] })} />
    </SidePanel>
  );
}
