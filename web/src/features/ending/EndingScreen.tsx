/** Why I am no longer in the meeting, and the one thing to do now. */
import {
  IconBrowser,
  IconCalendarCheck,
  IconDoorExit,
  IconLock,
  IconMessages,
  IconPlugConnectedX,
  IconRefresh,
  IconUserMinus,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";
import type { EndReason } from "@/call/endings";
import { Frame } from "@/features/home/Frame";
import { useErrorText } from "@/i18n/useErrorText";
import { goTo, usePath } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./EndingScreen.module.css";
import { useRetry } from "./useRetry";

/** Who was sent to the waiting room stands there, not here. */
export type Shown = Exclude<EndReason, "waiting">;

const ICONS: Record<Shown, ReactNode> = {
  left: <IconDoorExit />,
  removed: <IconUserMinus />,
  ended: <IconCalendarCheck />,
  other_tab: <IconBrowser />,
  full: <IconUsers />,
  locked: <IconLock />,
  server_restarting: <IconRefresh />,
  failed: <IconPlugConnectedX />,
};
/** After these the chat can be read and continued. */
const KEEPS_CHAT: ReadonlySet<Shown> = new Set<Shown>(["left", "ended"]);
export interface EndingProps {
  reason: Shown;
  /** How long the visit was; 0 is not told. */
  minutes: number;
  busy: boolean;
  problem: unknown;
  /** Joins again; answers whether it worked. */
  onJoin(): Promise<boolean>;
}

export function EndingScreen({ reason: first, minutes, busy, problem, onJoin }: EndingProps) {
  const { t } = useTranslation(["ending", "common"]);
  const errorText = useErrorText();
  const path = usePath();
  const reason = reasonNow(first, problem);
  const waits = reason === "server_restarting";
  const left = useRetry(waits, onJoin);
  useTitle(t(`${reason}.title`));
  return (
    <Frame>
      <Notice
        key={reason}
        icon={ICONS[reason]}
        title={t(`${reason}.title`)}
        actions={
          <>
            <Button size="l" kind={isFinal(reason) ? "primary" : "secondary"} onClick={() => goTo("/")}>
              {t("common:toHome")}
            </Button>
            {!isFinal(reason) && (
              <Button size="l" kind="primary" busy={busy} onClick={() => void onJoin()}>
                {t(`${reason}.again`)}
              </Button>
            )}
          </>
        }
      >
        <p>{t(`${reason}.text`)}</p>
        {minutes > 0 && <p>{t("duration", { count: minutes })}</p>}
        {waits && <p className={styles.count}>{busy ? t("trying") : t("countdown", { count: left })}</p>}
        {KEEPS_CHAT.has(reason) && (
          <Button kind="quiet" icon={<IconMessages />} onClick={() => goTo(`${path.replace(/\/$/, "")}/chat`)}>
            {t("readChat")}
          </Button>
        )}
        {problem !== null && !waits && (
          <p className={styles.problem} role="alert">
            {errorText(problem)}
          </p>
        )}
      </Notice>
    </Frame>
  );
}

/** A door found shut on the way back in is the reason from then on. */
function reasonNow(first: Shown, problem: unknown): Shown {
  if (!(problem instanceof ApiError)) return first;
  if (problem.code === "meeting_full") return "full";
  return problem.code === "meeting_locked" ? "locked" : first;
}

/** From these there is no way back in: the host decided. */
function isFinal(reason: Shown): reason is "removed" | "ended" {
  return reason === "removed" || reason === "ended";
}
