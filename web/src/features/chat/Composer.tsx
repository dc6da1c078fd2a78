/**
 * Where one writes: for whom, the answered message, files, the text. Enter sends, Shift+Enter makes a line, `:name:`
 * makes an emoji, `@` calls somebody, pasted files are taken. The draft survives a closed panel.
 */
import { IconMoodSmile, IconPaperclip, IconSend2, IconX } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Message } from "@/api/chat";
import { IconButton } from "@/ui/IconButton";
import { Popover } from "@/ui/Popover";
import { AttachmentList } from "./AttachmentList";
import { useAddFiles } from "./ChatBody";
import styles from "./Composer.module.css";
import { forgetDraft, keepDraft, recallDraft } from "./draft";
import { withEmoji } from "./emoji";
import { Field } from "./Field";
import { plain } from "./markdown";
import { calledIn } from "./mentions";
import { Offers } from "./Offers";
import { type Offer, useOffers } from "./offers";
import { EmojiGrid } from "./Reactions";
import { Recipient } from "./Recipient";
import { readersOf } from "./recipients";
import { useChatRoom } from "./room";
import { useMayWrite } from "./useMayWrite";
import { useTyping } from "./useTyping";

export interface ComposerProps {
  to: string;
  onTo(to: string): void;
  answered: Message | null;
  onAnswered(message: Message | null): void;
}

export function Composer({ to, onTo, answered, onAnswered }: ComposerProps) {
  const { t } = useTranslation("chat");
  const { meeting, chat, people, attachments } = useChatRoom();
  const list = useStore(attachments.store);
  const [text, setText] = useState(() => recallDraft(meeting.id));
  const [caret, setCaret] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const wanted = useRef<number>(null);
  const mayWrite = useMayWrite(to);
  const typed = useTyping(to);
  const addFiles = useAddFiles();
  const readers = readersOf(to, people);
  const offers = useOffers(text, caret, readers);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chosen answer is written at once.
  useEffect(() => field.current?.focus({ preventScroll: true }), [answered]);
  useEffect(() => keepDraft(meeting.id, text), [meeting.id, text]);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  const insert = (sign: string, start: number) => {
    setText(`${text.slice(0, start)}${sign}${text.slice(caret)}`);
    wanted.current = start + sign.length;
    setCaret(wanted.current);
    field.current?.focus();
  };
  const pick = (offer: Offer) => insert(offer.insert, offers.start);
  const uploading = list.some(({ id, failed }) => id === null && failed === null);
  const ready = mayWrite && !uploading && (text.trim() !== "" || list.some(({ id }) => id !== null));
  const send = () => {
    if (!ready) return;
    const words = withEmoji(text).trim();
    const mentions = calledIn(words, readers);
    chat.send({ text: words, to, replyTo: answered?.id ?? null, mentions, files: attachments.take() });
    setText("");
    onAnswered(null);
    forgetDraft(meeting.id);
    field.current?.focus();
  };
  return (
    <div className={styles.composer}>
      <Offers offers={offers.list} active={offers.active} onPick={pick} />
      <Recipient to={to} onTo={onTo} />
      {answered && <Answered message={answered} onDrop={() => onAnswered(null)} />}
      <AttachmentList />
      {mayWrite ? (
        <div className={styles.frame}>
          <FileButton onFiles={addFiles} />
          <Field
            ref={field}
            value={text}
            active={offers.activeId}
            onValue={(value, at) => {
              setText(value);
              setCaret(at);
              if (value !== "") typed();
            }}
            onCaret={setCaret}
            onEnter={() => {
              if (offers.chosen) pick(offers.chosen);
              else send();
            }}
            onMove={offers.move}
            onDismiss={offers.dismiss}
            onFiles={addFiles}
          />
          <EmojiButton onPick={(sign) => insert(sign, caret)} />
          <IconButton
            size="s"
            tone={ready ? "accent" : "plain"}
            label={t(uploading ? "files.wait" : "send")}
            icon={<IconSend2 />}
            disabled={!ready}
            onClick={send}
          />
        </div>
      ) : (
        <p className={styles.closed}>{t("closed")}</p>
      )}
    </div>
  );
}

function Answered({ message, onDrop }: { message: Message; onDrop(): void }) {
  const { t } = useTranslation("chat");
  return (
    <div className={styles.answered} data-testid="chat-answered">
      <span>
        <b>{t("answering", { name: message.name })}</b> {plain(message.text) || message.files[0]?.name}
      </span>
      <IconButton size="s" label={t("dropAnswer")} icon={<IconX />} onClick={onDrop} />
    </div>
  );
}

function FileButton({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const { t } = useTranslation("chat");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton size="s" label={t("files.add")} icon={<IconPaperclip />} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="chat-files"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </>
  );
}

function EmojiButton({ onPick }: { onPick(sign: string): void }) {
  const { t } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        ref={anchor}
        size="s"
        label={t("emoji")}
        icon={<IconMoodSmile />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      <Popover anchor={anchor} open={open} onClose={() => setOpen(false)} side="top" align="end" label={t("emoji")}>
        <EmojiGrid
          onPick={(sign) => {
            setOpen(false);
            onPick(sign);
          }}
        />
      </Popover>
    </>
  );
}
