/** All chats of mine, the latest first, and words looked for in every one of them. */
import { IconArrowLeft, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { listChats, searchChats, type Thread } from "@/api/chat";
import { plain } from "@/features/chat/markdown";
import { SearchPanel } from "@/features/chat/SearchPanel";
import { momentOf } from "@/features/home/moment";
import { goTo, onLinkPress } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Spinner } from "@/ui/Spinner";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import { chatAddress, messageAddress } from "./addresses";
import styles from "./ChatScreen.module.css";

type Threads = "loading" | "failed" | readonly Thread[];

export default function ChatsScreen() {
  const { t } = useTranslation("chat");
  const [searching, setSearching] = useState(false);
  useTitle(t("page.title"));
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <IconButton label={t("page.home")} icon={<IconArrowLeft />} hintSide="bottom" onClick={() => goTo("/")} />
        <h1 className={styles.title}>{t("page.title")}</h1>
        <IconButton
          label={t(searching ? "page.stopSearch" : "page.search")}
          icon={searching ? <IconX /> : <IconSearch />}
          hintSide="bottom"
          data-testid="chats-search"
          onClick={() => setSearching(!searching)}
        />
      </header>
      {searching ? (
        <SearchPanel
          titled
          search={searchChats}
          onChoose={({ meeting, message }) => goTo(messageAddress(meeting, message.id))}
        />
      ) : (
        <ThreadList />
      )}
    </main>
  );
}

function ThreadList() {
  const { t } = useTranslation("chat");
  const [threads, setThreads] = useState<Threads>("loading");
  const load = () => {
    setThreads("loading");
    listChats().then(setThreads, () => setThreads("failed"));
  };
  useEffect(load, []);
  if (threads === "loading") return <Spinner />;
  if (threads === "failed")
    return (
      <p className={styles.empty}>
        {t("historyFailed")}{" "}
        <Button kind="quiet" onClick={load}>
          {t("again")}
        </Button>
      </p>
    );
  if (threads.length === 0) return <p className={styles.empty}>{t("page.none")}</p>;
  return (
    <ul className={styles.list}>
      {threads.map((thread) => (
        <li key={thread.meeting}>
          <Row thread={thread} />
        </li>
      ))}
    </ul>
  );
}

function Row({ thread: { meeting, title, last, unread } }: { thread: Thread }) {
  const { t, i18n } = useTranslation("chat");
  const text = last.deleted === "" ? plain(last.text) || last.files[0]?.name : t("gone");
  return (
    <a className={styles.thread} href={chatAddress(meeting)} onClick={onLinkPress} data-testid="thread">
      <span className={styles.words}>
        <span className={styles.name}>{title || t("untitled")}</span>
        <span className={styles.last}>
          {last.name}: {text}
        </span>
      </span>
      <time className={styles.when} dateTime={last.sent_at}>
        {momentOf(new Date(last.sent_at).getTime(), Date.now(), i18n.language)}
      </time>
      {unread > 0 && (
        <span className={styles.unread}>
          {unread}
          <VisuallyHidden>{t("page.unread")}</VisuallyHidden>
        </span>
      )}
    </a>
  );
}
