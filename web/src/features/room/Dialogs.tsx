/** The dialogs that the bar, its menus and the keys open. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCall, useView } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { ReactionPicker } from "@/features/host/ReactionPicker";
import { StopDialog } from "@/features/host/StopDialog";
import { HandOverDialog } from "@/features/moderation/HandOverDialog";
import { ShortcutList } from "@/features/settings/ShortcutList";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

const SettingsDialog = lazy(() => import("@/features/settings/SettingsDialog"));

export function Dialogs() {
  const { view } = useCall();
  const dialog = useView((now) => now.dialog);
  const close = () => view.setState({ dialog: null });
  if (dialog === "settings")
    return (
      <Suspense fallback={null}>
        <SettingsDialog onClose={close} />
      </Suspense>
    );
  if (dialog === "shortcuts") return <Shortcuts onClose={close} />;
  if (dialog === "leave") return <LeaveDialog onClose={close} />;
  if (dialog === "stop") return <StopDialog onClose={close} />;
  if (dialog === "handOver") return <HandOverDialog onClose={close} />;
  if (dialog === "reactions") return <Reactions onClose={close} />;
  if (dialog === "end") return <EndDialog onClose={close} />;
  return null;
}

function Shortcuts({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog title={t("shortcuts.label")} onClose={onClose}>
      <ShortcutList />
    </Dialog>
  );
}

/** On a phone, where the bar has no room for them. */
function Reactions({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("host");
  return (
    <Dialog title={t("reactions.title")} size="s" onClose={onClose}>
      <ReactionPicker onDone={onClose} />
    </Dialog>
  );
}

function LeaveDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("call");
  const { session } = useCall();
  return (
    <Dialog
      title={t("leave.title")}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("leave.stay")}</Button>
          <Button kind="danger" data-first onClick={() => session.leave()}>
            {t("leave.leave")}
          </Button>
        </>
      }
    >
      <p>{t("leave.text")}</p>
    </Dialog>
  );
}

function EndDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("call");
  const { server, session } = useCall();
  const attempt = useAttempt();
  const end = async () => {
    onClose();
    if (await attempt("end", () => server.end())) session.leave("ended");
  };
  return (
    <Dialog
      title={t("end.title")}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("leave.stay")}</Button>
          <Button kind="danger" onClick={() => void end()}>
            {t("end.end")}
          </Button>
        </>
      }
    >
      <p>{t("end.text")}</p>
    </Dialog>
  );
}
