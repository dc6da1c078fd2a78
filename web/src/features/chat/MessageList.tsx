/** Messages in runs under their writer. It stays at the newest unless the person has scrolled up to read. */
import { IconArrowDown } from "@tabler/icons-react";
import { useMemo } from "react";
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
import { useFollowing } from "./useFollowing";
import { type ShownPart, useShownPart } from "./useShownPart";

export function MessageList({ onAnswer }: { onAnswer(message: Message): void }) {
  const { t } = useTranslation("chat");
  const { me } = useChatRoom();
  const { log, newAfter, history } = useChatState((state) => state);
  const part = useShownPart();
  const items = useMemo(() => group(part.messages, newAfter), [part.messages, newAfter]);
  const { list, content, away, toEnd, onScroll } = useFollowing(
    log.messages.length + log.outgoing.length,
    log.outgoing.length,
    part,
  );
  const empty = log.messages.length === 0 && log.outgoing.length === 0;
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <div ref={list} className={styles.list} role="log" aria-label={t("messages")} tabIndex={0} onScroll={onScroll}>
        <div ref={content} className={styles.content}>
          <Earlier part={part} />
          {history === "loading" && empty && <Spinner />}
          {history === "failed" && <HistoryFailed />}
          {history === "ready" && empty && <p className={styles.empty}>{t("empty")}</p>}
          {items.map((item) => (
            <Entry key={item.key} item={item} mine={item.kind === "run" && item.identity === me} onAnswer={onAnswer} />
          ))}
          {!part.hasBelow &&
            log.outgoing.map((message) => <OutgoingMessage key={message.clientId} message={message} />)}
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

function Earlier({ part }: { part: ShownPart }) {
  const { t } = useTranslation("chat");
  const earlier = useChatState((state) => state.earlier);
  if (earlier === "none" && !part.hasAbove) return null;
  return (
    <Button kind="quiet" className={styles.earlier} busy={earlier === "loading"} onClick={() => void part.up()}>
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
