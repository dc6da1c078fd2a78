/**
 * The bar: who and what on the left, my devices and acts in the middle, panels and the way out on the right. Its
 * order never changes; what does not fit moves into "more", microphone, camera and leave last, that is: never.
 */
import {
  IconHandStop,
  IconMessage,
  IconMoodSmile,
  IconScreenShare,
  IconScreenShareOff,
  IconShieldLock,
  IconUsers,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  useChat,
  useConnected,
  useMay,
  useMe,
  useModerates,
  useSession,
  useView,
  useWaitingCount,
} from "@/features/call/context";
import { useWidth } from "@/features/call/useWidth";
import { ReactionPicker } from "@/features/host/ReactionPicker";
import { IconButton } from "@/ui/IconButton";
import { Popover } from "@/ui/Popover";
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
              <HostButton />
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
function Count({ of: count, attention }: { of: number; attention?: boolean }) {
  return (
    <span
      className={styles.count}
      data-attention={attention}
      data-count={count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
    />
  );
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
    <div className={styles.split}>
      <IconButton
        className={styles.device}
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
      <ReactionButton />
    </div>
  );
}

function ReactionButton() {
  const { t } = useTranslation("host");
  const allowed = useMay("react");
  const connected = useConnected();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  return (
    <>
      <IconButton
        ref={anchor}
        size="s"
        tone="soft"
        className={styles.chevron}
        data-testid="react"
        label={t(allowed ? "reactions.title" : "off.react")}
        keys="R"
        icon={<IconMoodSmile />}
        disabled={!connected || !allowed}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      <Popover anchor={anchor} open={open} onClose={close} side="top" align="center" label={t("reactions.title")}>
        <ReactionPicker onDone={close} />
      </Popover>
    </>
  );
}

/** Hosts find their tools in the menu too; here only where there is width for one more button. */
function HostButton() {
  const { t } = useTranslation("host");
  const caption = useCaption();
  const acts = useActs();
  const moderates = useModerates();
  const open = useView(({ panel }) => panel === "host");
  if (!moderates) return null;
  return (
    <span className={styles.roomy}>
      <IconButton
        data-testid="host"
        data-opens="host"
        tone={open ? "soft" : "plain"}
        label={named(t("bar"), t("open"))}
        caption={caption(t("bar"))}
        icon={<IconShieldLock />}
        aria-pressed={open}
        onClick={() => acts.panel("host")}
      />
    </span>
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
  const { t } = useTranslation(["call", "host"]);
  const caption = useCaption();
  const acts = useActs();
  const open = useView(({ panel }) => panel === "people");
  const count = useSession(({ participants }) => participants.length);
  const waiting = useWaitingCount();
  const label = named(t("call:bar.people"), t("call:bar.peopleCount", { count }));
  return (
    <IconButton
      data-testid="people"
      data-opens="people"
      tone={open ? "soft" : "plain"}
      label={waiting > 0 ? `${label}. ${t("host:waiting.title", { count: waiting })}` : label}
      caption={caption(t("call:bar.people"))}
      keys="P"
      icon={<IconUsers />}
      badge={waiting > 0 ? <Count of={waiting} attention /> : count > 1 && <Count of={count} />}
      aria-pressed={open}
      onClick={() => acts.panel("people")}
    />
  );
}
