/**
 * The bar: who and what on the left, my devices and acts in the middle, panels and the way out on the right. Its
 * order never changes; what does not fit moves into "more", microphone, camera and leave last, that is: never.
 */
import { IconHandStop, IconMessage, IconScreenShare, IconScreenShareOff, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useChat, useConnected, useMe, useSession, useView } from "@/features/call/context";
import { useWidth } from "@/features/call/useWidth";
import { IconButton } from "@/ui/IconButton";
import { RovingFocus } from "@/ui/RovingFocus";
import { useActs } from "../useActs";
import styles from "./Bar.module.css";
import { DeviceButton } from "./DeviceButton";
import { LeaveButton } from "./LeaveButton";
import { MeetingInfo } from "./MeetingInfo";
import { MoreMenu } from "./MoreMenu";

const MOST_COUNTED = 99;

export function Bar({ title }: { title: string }) {
  const { t } = useTranslation("call");
  const width = useWidth();
  return (
    <footer className={styles.bar} data-width={width} data-region="bar">
      <RovingFocus className={styles.groups} aria-label={t("bar.label")}>
        <div className={styles.left}>{width === "wide" && <MeetingInfo title={title} />}</div>
        <div className={styles.middle}>
          <DeviceButton kind="microphone" />
          <DeviceButton kind="camera" />
          {width !== "phone" && <ShareButton />}
          {width !== "phone" && <HandButton />}
          {width === "phone" && <ChatButton />}
          <MoreMenu />
          {width === "phone" && <LeaveButton />}
        </div>
        <div className={styles.right}>
          {width !== "phone" && (
            <>
              <PeopleButton />
              <ChatButton />
              <LeaveButton />
            </>
          )}
        </div>
      </RovingFocus>
    </footer>
  );
}

/** The word under an icon, where there is width for it. */
export function useCaption(): (word: string) => string | undefined {
  const wide = useWidth() === "wide";
  return (word) => (wide ? word : undefined);
}

/** The name of a button must contain the word under its icon: people who speak to their computer read it aloud (WCAG 2.5.3). */
export function named(word: string, action: string): string {
  return action.toLocaleLowerCase().includes(word.toLocaleLowerCase()) ? action : `${word}: ${action}`;
}

/** A number for the eye alone; the button's name says it in words. Drawn by the style sheet, so it is no text of the button. */
function Count({ of: count }: { of: number }) {
  return <span className={styles.count} data-count={count > MOST_COUNTED ? `${MOST_COUNTED}+` : count} />;
}

function ShareButton() {
  const { t } = useTranslation("call");
  const caption = useCaption();
  const acts = useActs();
  const connected = useConnected();
  const on = useSession((state) => state.sharing) === "on";
  return (
    <IconButton
      data-testid="share"
      tone={on ? "accent" : "soft"}
      label={named(t("bar.share"), t(on ? "bar.stopShare" : "bar.startShare"))}
      caption={caption(t("bar.share"))}
      keys="S"
      icon={on ? <IconScreenShareOff /> : <IconScreenShare />}
      aria-pressed={on}
      disabled={!connected || !canShare()}
      onClick={acts.share}
    />
  );
}

export function canShare(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

function HandButton() {
  const { t } = useTranslation("call");
  const caption = useCaption();
  const acts = useActs();
  const connected = useConnected();
  const raised = useMe()?.hand != null;
  return (
    <IconButton
      data-testid="hand"
      tone={raised ? "accent" : "soft"}
      label={named(t("bar.hand"), t(raised ? "bar.lowerHand" : "bar.raiseHand"))}
      caption={caption(t("bar.hand"))}
      keys="H"
      icon={<IconHandStop />}
      aria-pressed={raised}
      disabled={!connected}
      onClick={acts.hand}
    />
  );
}

function ChatButton() {
  const { t } = useTranslation("call");
  const caption = useCaption();
  const acts = useActs();
  const open = useView(({ panel }) => panel === "chat");
  const unread = useChat((state) => state.unread);
  const phone = useWidth() === "phone";
  return (
    <IconButton
      data-testid="chat"
      data-opens="chat"
      tone={open || phone ? "soft" : "plain"}
      label={unread > 0 ? t("bar.chatUnread", { count: unread }) : t("bar.chat")}
      caption={caption(t("bar.chat"))}
      keys="C"
      icon={<IconMessage />}
      badge={unread > 0 && <Count of={unread} />}
      aria-pressed={open}
      onClick={() => acts.panel("chat")}
    />
  );
}

function PeopleButton() {
  const { t } = useTranslation("call");
  const caption = useCaption();
  const acts = useActs();
  const open = useView(({ panel }) => panel === "people");
  const count = useSession(({ participants }) => participants.length);
  return (
    <IconButton
      data-testid="people"
      data-opens="people"
      tone={open ? "soft" : "plain"}
      label={named(t("bar.people"), t("bar.peopleCount", { count }))}
      caption={caption(t("bar.people"))}
      keys="P"
      icon={<IconUsers />}
      badge={count > 1 && <Count of={count} />}
      aria-pressed={open}
      onClick={() => acts.panel("people")}
    />
  );
}
