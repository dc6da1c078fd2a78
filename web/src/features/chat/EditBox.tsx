/** An own message being changed in its place: Enter keeps, Escape leaves it as it was. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import { Button } from "@/ui/Button";
import styles from "./MessageRow.module.css";
import { useActs } from "./useActs";

/** Characters; the server refuses more. */
const LONGEST = 4_000;

export function EditBox({ message, onDone }: { message: Message; onDone(): void }) {
  const { t } = useTranslation("chat");
  const acts = useActs();
  const [text, setText] = useState(message.text);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(message.text.length, message.text.length);
  }, [message.text.length]);
  const keep = async () => {
    const ready = text.trim();
    if (ready === message.text || (ready === "" && message.files.length === 0)) return onDone();
    setBusy(true);
    if (await acts.edit(message.id, ready)) onDone();
    else setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onDone();
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void keep();
  };
  return (
    <div className={styles.editing}>
      <textarea
        ref={field}
        className={styles.field}
        aria-label={t("edit")}
        data-testid="chat-edit"
        value={text}
        maxLength={LONGEST}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.buttons}>
        <Button kind="quiet" className={styles.small} onClick={onDone}>
          {t("cancel")}
        </Button>
        <Button kind="primary" className={styles.small} busy={busy} onClick={() => void keep()}>
          {t("keep")}
        </Button>
      </div>
    </div>
  );
}
