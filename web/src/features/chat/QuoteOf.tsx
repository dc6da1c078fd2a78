/** The answered message above an answer: a press goes to it. What is known here is newer than what came along. */
import { useTranslation } from "react-i18next";
import type { Quote } from "@/api/chat";
import styles from "./MessageRow.module.css";
import { plain } from "./markdown";
import { useChatState } from "./room";
import { useJump } from "./useJump";

export function QuoteOf({ quote }: { quote: Quote }) {
  const { t } = useTranslation("chat");
  const known = useChatState(({ log }) => log.messages.find(({ id }) => id === quote.id));
  const jump = useJump();
  const gone = known ? known.deleted !== "" : quote.deleted;
  const text = plain(known?.text ?? quote.text) || known?.files[0]?.name || t("files.one");
  return (
    <button type="button" className={styles.quote} onClick={() => void jump(quote)}>
      <b>{quote.name}</b>
      <span>{gone ? t("gone") : text}</span>
    </button>
  );
}
