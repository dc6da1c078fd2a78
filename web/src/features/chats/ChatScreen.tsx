/** The chat of one meeting on a page of its own: read and continued by those who were in it, also after its end. */
import { IconArrowLeft, IconMessagesOff, IconVideo } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";
import { ChatFrame } from "@/features/chat/ChatFrame";
import { ChatRoomContext } from "@/features/chat/room";
import { useJump } from "@/features/chat/useJump";
import { Frame } from "@/features/home/Frame";
import { useErrorText } from "@/i18n/useErrorText";
import { goTo } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Notice } from "@/ui/Notice";
import { Spinner } from "@/ui/Spinner";
import { chatAddress, messageIn } from "./addresses";
import styles from "./ChatScreen.module.css";
import { useChatOf } from "./useChatOf";

export default function ChatScreen({ id }: { id: string }) {
  const { t } = useTranslation("chat");
  const found = useChatOf(id);
  const title = found.at === "ready" ? found.room.meeting.title || t("untitled") : t("title");
  useTitle(title);
  if (found.at === "loading")
    return (
      <Frame>
        <Spinner />
      </Frame>
    );
  if (found.at === "failed") return <Unreadable id={id} problem={found.problem} onAgain={found.again} />;
  return (
    <ChatRoomContext value={found.room}>
      <ChatFrame>
        {(content, actions) => (
          <Page id={id} title={title} ended={found.ended} actions={actions}>
            <Arrival />
            {content}
          </Page>
        )}
      </ChatFrame>
    </ChatRoomContext>
  );
}

interface PageProps {
  id: string;
  title: string;
  ended: boolean;
  actions: ReactNode;
  children: ReactNode;
}

function Page({ id, title, ended, actions, children }: PageProps) {
  const { t } = useTranslation("chat");
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <IconButton label={t("page.all")} icon={<IconArrowLeft />} hintSide="bottom" onClick={() => goTo("/chats")} />
        <h1 className={styles.title}>{title}</h1>
        {!ended && (
          <IconButton
            label={t("page.toMeeting")}
            icon={<IconVideo />}
            hintSide="bottom"
            onClick={() => goTo(chatAddress(id).replace(/\/chat$/, ""))}
          />
        )}
        {actions}
      </header>
      {children}
    </main>
  );
}

/** Goes to the message that the address names, once. */
function Arrival() {
  const jump = useJump();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is read on arrival alone.
  useEffect(() => {
    const wanted = messageIn(window.location.hash);
    if (wanted === null) return;
    window.history.replaceState(window.history.state, "", window.location.pathname);
    void jump({ id: wanted });
  }, []);
  return null;
}

function Unreadable({ id, problem, onAgain }: { id: string; problem: unknown; onAgain(): void }) {
  const { t } = useTranslation(["chat", "common"]);
  const wordsFor = useErrorText();
  const outside = problem instanceof ApiError && problem.code === "not_in_meeting";
  return (
    <Frame>
      <Notice
        icon={<IconMessagesOff />}
        title={t("chat:page.unreadable")}
        actions={
          <>
            <Button size="l" onClick={() => goTo("/")}>
              {t("common:toHome")}
            </Button>
            {outside ? (
              <Button size="l" kind="primary" onClick={() => goTo(chatAddress(id).replace(/\/chat$/, ""))}>
                {t("chat:page.toMeeting")}
              </Button>
            ) : (
              <Button size="l" kind="primary" onClick={onAgain}>
                {t("chat:again")}
              </Button>
            )}
          </>
        }
      >
        {outside ? t("chat:page.outside") : wordsFor(problem)}
      </Notice>
    </Frame>
  );
}
