/** Before the meeting: how I look, how I sound, who I am, and the one button. */
import { IconLock, IconUsers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";
import type { Meeting } from "@/api/meetings";
import { Frame } from "@/features/home/Frame";
import { useErrorText } from "@/i18n/useErrorText";
import { goTo } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import styles from "./DeviceCheck.module.css";
import { DeviceRows } from "./DeviceRows";
import { JoinForm } from "./JoinForm";
import { LinkHint } from "./LinkHint";
import { Preview } from "./Preview";
import { useTrouble } from "./Trouble";
import { useCapture } from "./useCapture";

export interface DeviceCheckProps {
  meeting: Meeting | null;
  /** Present for the one who has just started the meeting. */
  fresh: { link: string; copied: boolean } | null;
  name: string;
  pin: string | null;
  /** Stands in place of the form: a host has to let this person in. */
  lobby: ReactNode;
  busy: boolean;
  /** Of the last attempt to join, or to learn about the meeting. */
  problem: unknown;
  onName(name: string): void;
  onPin(pin: string): void;
  onJoin(): void;
}

export function DeviceCheck({
  meeting,
  fresh,
  name,
  pin,
  lobby,
  busy,
  problem,
  onName,
  onPin,
  onJoin,
}: DeviceCheckProps) {
  const { t } = useTranslation("join");
  const captured = useCapture();
  const cameraTrouble = useTrouble("camera", captured.retry);
  const microphoneTrouble = useTrouble("microphone", captured.retry);
  const title = meeting?.title || t(fresh ? "title.ready" : "title.join");
  useTitle(meeting?.title || t("title.meeting"));
  return (
    <Frame>
      <div className={styles.check}>
        <Preview name={name} camera={captured.camera}>
          {cameraTrouble}
        </Preview>
        <div className={styles.side}>
          <div>
            <h1 className={styles.title}>{title}</h1>
            {!lobby && <Inside meeting={meeting} isNew={fresh !== null} />}
          </div>
          {fresh && <LinkHint {...fresh} />}
          {lobby ?? (
            <>
              <JoinForm
                name={name}
                pin={pin}
                pinWrong={codeOf(problem) === "pin_wrong"}
                busy={busy}
                onName={onName}
                onPin={onPin}
                onJoin={onJoin}
              />
              <Refusal problem={problem} meeting={meeting} onJoin={onJoin} />
            </>
          )}
          <DeviceRows microphone={captured.microphone} trouble={microphoneTrouble} />
        </div>
      </div>
    </Frame>
  );
}

/** One line about the room behind the door. Its place is kept while the server is being asked. */
function Inside({ meeting, isNew }: { meeting: Meeting | null; isNew: boolean }) {
  const { t } = useTranslation("join");
  const words = () => {
    if (isNew) return t("inside.host");
    if (meeting === null) return "\u00a0";
    if (meeting.participants > 0) return t("inside.people", { count: meeting.participants });
    return meeting.you?.role === "host" ? t("inside.host") : t("inside.empty");
  };
  return <p className={styles.inside}>{words()}</p>;
}

function codeOf(problem: unknown): ApiError["code"] | null {
  return problem instanceof ApiError ? problem.code : null;
}

/** What stands in the way of joining: an attempt that failed, or what the server already says about the meeting. */
function Refusal({ problem, meeting, onJoin }: Pick<DeviceCheckProps, "problem" | "meeting" | "onJoin">) {
  const { t } = useTranslation(["join", "errors", "common"]);
  const errorText = useErrorText();
  const code = codeOf(problem);
  const mayPass = meeting?.you?.role === "host" || meeting?.you?.role === "cohost";
  const locked = code === "meeting_locked" || (code === null && meeting?.locked === true && !mayPass);
  const full =
    code === "meeting_full" || (code === null && meeting !== null && meeting.participants >= meeting.max_participants);
  if (locked)
    return (
      <Banner tone="attention" icon={<IconLock />}>
        {t("errors:meeting_locked")}
      </Banner>
    );
  if (full)
    return (
      <Banner tone="attention" icon={<IconUsers />}>
        {t("errors:meeting_full")}
      </Banner>
    );
  // The form says it at the field.
  if (problem === null || code === "pin_wrong" || code === "pin_needed") return null;
  const act =
    code === "sign_in_needed" ? (
      <Button onClick={() => goTo("/sign-in", { from: window.location.pathname })}>{t("common:account.signIn")}</Button>
    ) : (
      <Button onClick={onJoin}>{t("again")}</Button>
    );
  return (
    <Banner tone={code === "sign_in_needed" ? "attention" : "danger"} spoken="assertive" actions={act}>
      {errorText(problem)}
    </Banner>
  );
}
