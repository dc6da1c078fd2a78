/** Everything that a button of the bar and a key do alike. */
import { useTranslation } from "react-i18next";
import { useDevices } from "@/call/devices";
import { may } from "@/call/rights";
import { useCall, useMe, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { type Panel, toggleLayout, togglePanel } from "@/features/call/view";
import { toast } from "@/ui/toasts";

type Said = "microphone" | "camera" | "share" | "hand" | "react";

export interface Acts {
  toggle(kind: "microphone" | "camera"): void;
  share(): void;
  hand(): void;
  react(): void;
  panel(panel: Panel): void;
  layout(): void;
  fullscreen(): void;
  help(): void;
  askToLeave(): void;
}

export function useActs(): Acts {
  const { t } = useTranslation("host");
  const { session, server, view } = useCall();
  const attempt = useAttempt();
  const raised = useMe()?.hand != null;
  const sharing = useSession((state) => state.sharing);
  /** What the host switched off is said, not tried. */
  const allowed = (right: Said) => {
    const fine = may(session.store.getState(), right);
    if (!fine) toast({ kind: "not-allowed", text: t(`off.${right}`) });
    return fine;
  };
  return {
    toggle: (kind) => {
      if (allowed(kind)) useDevices.getState().toggle(kind);
    },
    share: () => {
      if (sharing === "off" && !allowed("share")) return;
      if (sharing !== "starting") void attempt("share", () => session.setSharing(sharing === "off"));
    },
    hand: () => {
      if (raised || allowed("hand")) void attempt("hand", () => server.setHand(!raised));
    },
    react: () => {
      if (allowed("react")) view.setState({ dialog: "reactions" });
    },
    panel: (panel) => togglePanel(view, panel),
    layout: () => toggleLayout(view),
    fullscreen: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen?.().catch(() => undefined);
    },
    help: () => view.setState({ dialog: "shortcuts" }),
    askToLeave: () => view.setState({ dialog: "leave" }),
  };
}
