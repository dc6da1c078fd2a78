/**
 * A host asks me to turn something on: a question with two answers, never more than a question. When muting everybody
 * was taken back, my microphone goes on again by itself, if I have not touched it since.
 */
import { IconMicrophone, IconScreenShare, IconVideo } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Source } from "@/api/meetings";
import { useDevices } from "@/call/devices";
import { useCall, useView } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { isRecord } from "@/platform/storage";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toasts";

export const ASK_TOPIC = "rapat.ask";
const ICONS = { microphone: <IconMicrophone />, camera: <IconVideo />, screen_share: <IconScreenShare /> };

interface Asking {
  source: Source;
  by: string;
  restore: boolean;
}

export function AskDialog() {
  const { t } = useTranslation("host");
  const { view, session } = useCall();
  const asked = useView((now) => now.asked);
  const attempt = useAttempt();
  useEffect(
    () =>
      session.onNotice(ASK_TOPIC, (body) => {
        const asking = askingOf(body);
        if (asking === null) return;
        if (!asking.restore) view.setState({ asked: asking });
        else if (session.store.getState().mutedByHost.microphone) {
          useDevices.getState().setOn("microphone", true);
          toast({ kind: "ask", text: t("ask.restored") });
        }
      }),
    [session, view, t],
  );
  if (asked === null) return null;
  const close = () => view.setState({ asked: null });
  const accept = () => {
    close();
    if (asked.source === "screen_share") void attempt("share", () => session.setSharing(true));
    else useDevices.getState().setOn(asked.source, true);
  };
  return (
    <Dialog
      title={t(`ask.${asked.source}`, { name: asked.by })}
      size="s"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t("ask.no")}</Button>
          <Button kind="primary" data-first icon={ICONS[asked.source]} onClick={accept}>
            {t(`ask.yes.${asked.source}`)}
          </Button>
        </>
      }
    >
      <p>{t("ask.text")}</p>
    </Dialog>
  );
}

function askingOf(body: unknown): Asking | null {
  if (!isRecord(body)) return null;
  const { source, by, restore } = body;
  if (source !== "microphone" && source !== "camera" && source !== "screen_share") return null;
  return { source, by: typeof by === "string" ? by : "", restore: restore === true };
}
