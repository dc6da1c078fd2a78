/** A chat without its frame: what is pinned, the messages, who types, and the line to write. Files may be dropped on it. */
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import { toast } from "@/ui/toasts";
import { MOST_FILES } from "./attachments";
import styles from "./ChatBody.module.css";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";
import { PinnedStrip } from "./PinnedStrip";
import { useRecipient, writeTo } from "./recipient";
import { answerTo } from "./recipients";
import { useChatRoom } from "./room";
import { TypingLine } from "./TypingLine";

export function ChatBody() {
  const { meeting, me } = useChatRoom();
  const to = useRecipient(meeting.id);
  const setTo = (chosen: string) => writeTo(meeting.id, chosen);
  const [answered, setAnswered] = useState<Message | null>(null);
  const { over, zone } = useDrop();
  const answer = (message: Message) => {
    setAnswered(message);
    setTo(answerTo(message, me));
  };
  return (
    <div className={styles.body} {...zone}>
      <PinnedStrip />
      <MessageList onAnswer={answer} />
      <TypingLine />
      <Composer to={to} onTo={setTo} answered={answered} onAnswered={setAnswered} />
      {over && <DropHint />}
    </div>
  );
}

function DropHint() {
  const { t } = useTranslation("chat");
  return (
    <div className={styles.drop} aria-hidden="true">
      <IconFileUpload size={40} />
      {t("files.drop")}
    </div>
  );
}

/** Adds files and says so when a message takes no more. */
export function useAddFiles(): (files: readonly File[]) => void {
  const { t } = useTranslation("chat");
  const { attachments } = useChatRoom();
  return (files) => {
    if (!attachments.add(files)) toast({ kind: "files", text: t("files.most", { count: MOST_FILES }), tone: "danger" });
  };
}

function useDrop() {
  const add = useAddFiles();
  const [depth, setDepth] = useState(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    over: depth > 0,
    zone: {
      // Entering a child comes before leaving its parent: counted, not switched.
      onDragEnter: (event: DragEvent) => carriesFiles(event) && setDepth((now) => now + 1),
      onDragLeave: (event: DragEvent) => carriesFiles(event) && setDepth((now) => Math.max(0, now - 1)),
      onDragOver: (event: DragEvent) => carriesFiles(event) && event.preventDefault(),
      onDrop: (event: DragEvent) => {
        setDepth(0);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        add([...event.dataTransfer.files]);
      },
    },
  };
}
