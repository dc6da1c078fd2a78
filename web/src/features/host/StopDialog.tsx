/** Asks once before everything is stopped. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toasts";

export function StopDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["host", "people"]);
  const { server, view } = useCall();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const stop = async () => {
    setBusy(true);
    const stopped = await attempt("stop", () => server.host.stopEverything());
    onClose();
    const look = () => view.setState({ panel: "host" });
    if (stopped) toast({ kind: "stop", text: t("host:stop.done"), action: { label: t("host:stop.look"), run: look } });
  };
  return (
    <Dialog
      title={t("host:stop.title")}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("people:remove.cancel")}</Button>
          <Button kind="danger" data-first busy={busy} onClick={() => void stop()}>
            {t("host:stop.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("host:stop.text")}</p>
    </Dialog>
  );
}
