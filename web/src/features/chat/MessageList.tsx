/** Messages in runs under their writer. It stays at the newest unless the person has scrolled up to read. */
import { IconArrowDown } from "@tabler/icons-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Spinner } from "@/ui/Spinner";
import { group, type Item } from "./grouping";
import styles from "./MessageList.module.css";
import { MessageRow } from "./MessageRow";
import { OutgoingMessage } from "./OutgoingMessage";
import { useChatRoom, useChatState } from "./room";

/** px from the end within which the list still follows new messages. */
const NEAR_END = 80;
/** px from the top at which earlier messages are asked for. */
const NEAR_TOP = 200;

export function MessageList({ onAnswer }: { onAnswer(message: Message): void }) {
  const { t } = useTranslation("chat");
  const { me } = useChatRoom();
  const { log, newAfter, history } = useChatState((state) => state);
  const items = useMemo(() => group(log.messages, newAfter), [log.messages, newAfter]);
  const { list, content, away, toEnd, onScroll } = useFollowing(
    log.messages.length + log.outgoing.length,
    log.messages[0]?.id,
  );
  const empty = log.messages.length === 0 && log.outgoing.length === 0;
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <div ref={list} className={styles.list} role="log" aria-label={t("messages")} tabIndex={0} onScroll={onScroll}>
        <div ref={content} className={styles.content}>
          <Earlier />
          {history === "loading" && empty && <Spinner />}
          {history === "failed" && <HistoryFailed />}
          {history === "ready" && empty && <p className={styles.empty}>{t("empty")}</p>}
          {items.map((item) => (
            <Entry key={item.key} item={item} mine={item.kind === "run" && item.identity === me} onAnswer={onAnswer} />
          ))}
          {log.outgoing.map((message) => (
            <OutgoingMessage key={message.clientId} message={message} />
          ))}
        </div>
      </div>
      {away && (
        <Button className={styles.toEnd} icon={<IconArrowDown />} onClick={toEnd}>
          {t("toEnd")}
        </Button>
      )}
    </div>
  );
}

/** Keeps the end in view when `count` grows, unless somebody reads further up; then what is read stays in its place. */
function useFollowing(count: number, first: string | undefined) {
  const { chat } = useChatRoom();
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const height = useRef(0);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => list.current?.scrollTo({ top: list.current.scrollHeight }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each new message.
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when earlier messages came in above.
  useLayoutEffect(() => {
    const element = list.current;
    if (element && !following.current) element.scrollTop += element.scrollHeight - height.current;
  }, [first]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => following.current && toEnd());
    // The frame shrinks under a growing composer, the content grows when a picture comes.
    for (const element of [list.current, content.current]) if (element) watcher.observe(element);
    return () => watcher.disconnect();
  }, [toEnd]);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    height.current = scrollHeight;
    setAway(!following.current);
    if (scrollTop < NEAR_TOP && scrollHeight > clientHeight) void chat.loadEarlier();
  };
  return { list, content, away, toEnd, onScroll };
}

function Earlier() {
  const { t } = useTranslation("chat");
  const { chat } = useChatRoom();
  const earlier = useChatState((state) => state.earlier);
  if (earlier === "none") return null;
  return (
    <Button
      kind="quiet"
      className={styles.earlier}
      busy={earlier === "loading"}
      onClick={() => void chat.loadEarlier()}
    >
      {t("earlier")}
    </Button>
  );
}

function HistoryFailed() {
  const { t } = useTranslation("chat");
  const { chat } = useChatRoom();
  return (
    <p className={styles.empty}>
      {t("historyFailed")}{" "}
      <Button kind="quiet" onClick={() => void chat.load()}>
        {t("again")}
      </Button>
    </p>
  );
}

function Entry({ item, mine, onAnswer }: { item: Item; mine: boolean; onAnswer(message: Message): void }) {
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
        <Audience message={item.messages[0]} mine={mine} />
        <time dateTime={item.at.toISOString()}>{time}</time>
      </p>
      {item.messages.map((message) => (
        <MessageRow key={message.id} message={message} mine={mine} onAnswer={onAnswer} />
      ))}
    </div>
  );
}

/** For whom a run is, when it is not for everybody. */
function Audience({ message, mine }: { message: Message | undefined; mine: boolean }) {
  const { t } = useTranslation("chat");
  const { people } = useChatRoom();
  if (!message || message.to === "") return null;
  const name = people.find(({ identity }) => identity === message.to)?.name ?? "";
  const words = message.to === "hosts" ? t("to.hostsMark") : mine ? t("to.personMark", { name }) : t("to.youMark");
  return <span className={styles.private}>{words}</span>;
}
