/** Everything that a button of the bar and a key do alike. */
import { useDevices } from "@/call/devices";
import { useCall, useMe, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { type Panel, toggleLayout, togglePanel } from "@/features/call/view";

export interface Acts {
  toggle(kind: "microphone" | "camera"): void;
  share(): void;
  hand(): void;
  panel(panel: Panel): void;
  layout(): void;
  fullscreen(): void;
  help(): void;
  askToLeave(): void;
}

export function useActs(): Acts {
  const { session, server, view } = useCall();
  const attempt = useAttempt();
  const raised = useMe()?.hand != null;
  const sharing = useSession((state) => state.sharing);
  return {
    toggle: (kind) => useDevices.getState().toggle(kind),
    share: () => {
      if (sharing !== "starting") void attempt("share", () => session.setSharing(sharing === "off"));
    },
    hand: () => void attempt("hand", () => server.setHand(!raised)),
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
