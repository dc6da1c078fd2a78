/** Messages in runs under their writer. It stays at the newest unless the person has scrolled up to read. */
import { IconAlertCircle, IconArrowDown } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import type { Outgoing } from "@/call/chatlog";
import { useCall, useChat, useMe } from "@/features/call/context";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Spinner } from "@/ui/Spinner";
import { isOnlyEmoji } from "./emoji";
import { group, type Item } from "./grouping";
import { withLinks } from "./links";
import styles from "./MessageList.module.css";

/** px from the end within which the list still follows new messages. */
const NEAR_END = 80;

export function MessageList() {
  const { t } = useTranslation("chat");
  const { log, newAfter, history } = useChat((state) => state);
  const me = useMe()?.identity ?? "";
  const items = useMemo(() => group(log.messages, newAfter), [log.messages, newAfter]);
  const { list, away, toEnd, onScroll } = useFollowing(log.messages.length + log.outgoing.length);
  const empty = log.messages.length === 0 && log.outgoing.length === 0;
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <div ref={list} className={styles.list} role="log" aria-label={t("messages")} tabIndex={0} onScroll={onScroll}>
        {history === "loading" && empty && <Spinner />}
        {history === "failed" && <HistoryFailed />}
        {history === "ready" && empty && <p className={styles.empty}>{t("empty")}</p>}
        {items.map((item) => (
          <Entry key={item.key} item={item} mine={item.kind === "run" && item.identity === me} />
        ))}
        {log.outgoing.map((message) => (
          <OutgoingMessage key={message.clientId} message={message} />
        ))}
      </div>
      {away && (
        <Button className={styles.toEnd} icon={<IconArrowDown />} onClick={toEnd}>
          {t("toEnd")}
        </Button>
      )}
    </div>
  );
}

/** Keeps the end in view when `count` grows, unless somebody reads further up. */
function useFollowing(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each new message.
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [count]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => following.current && toEnd());
    if (list.current) watcher.observe(list.current);
    return () => watcher.disconnect();
  });
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setAway(!following.current);
  };
  return { list, away, toEnd, onScroll };
}

function HistoryFailed() {
  const { t } = useTranslation("chat");
  const { chat } = useCall();
  return (
    <p className={styles.empty}>
      {t("historyFailed")}{" "}
      <Button kind="quiet" onClick={() => void chat.load()}>
        {t("again")}
      </Button>
    </p>
  );
}

function Entry({ item, mine }: { item: Item; mine: boolean }) {
  const { t, i18n } = useTranslation("chat");
  if (item.kind === "new") return <p className={classes(styles.line, styles.new)}>{t("new")}</p>;
  if (item.kind === "day")
    return (
      <p className={styles.line}>
        {new Intl.DateTimeFormat(i18n.language, { weekday: "long", day: "numeric", month: "long" }).format(item.at)}
      </p>
    );
  const time = new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" }).format(item.at);
  return (
    <div className={classes(styles.run, mine && styles.mine)}>
      <p className={styles.head}>
        <span className={styles.writer}>{mine ? t("you") : item.name}</span>
        <time dateTime={item.at.toISOString()}>{time}</time>
      </p>
      {item.messages.map((message) => (
        <Bubble key={message.id} message={message} />
      ))}
    </div>
  );
}

function Bubble({ message }: { message: Pick<Message, "text" | "identity"> }) {
  return (
    <div
      className={classes(styles.bubble, isOnlyEmoji(message.text) && styles.large)}
      data-testid="chat-message"
      data-identity={message.identity}
    >
      <Words text={message.text} />
    </div>
  );
}

function Words({ text }: { text: string }) {
  let at = 0;
  return withLinks(text).map((piece) => {
    const key = at;
    at += piece.text.length;
    if (piece.href === undefined) return <span key={key}>{piece.text}</span>;
    return (
      <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    );
  });
}

function OutgoingMessage({ message }: { message: Outgoing }) {
  const { t } = useTranslation("chat");
  const { chat } = useCall();
  return (
    <div className={classes(styles.run, styles.mine)} data-failed={message.failed || undefined}>
      <div className={classes(styles.bubble, styles.sending)} data-testid="chat-message">
        <Words text={message.draft.text} />
      </div>
      {message.failed && (
        <div className={styles.failed} role="alert">
          <IconAlertCircle size={18} aria-hidden="true" />
          <span>{t("failed")}</span>
          <Button kind="quiet" className={styles.small} onClick={() => chat.retry(message.clientId)}>
            {t("again")}
          </Button>
          <Button kind="quiet" className={styles.small} onClick={() => chat.discard(message.clientId)}>
            {t("discard")}
          </Button>
        </div>
      )}
    </div>
  );
}
