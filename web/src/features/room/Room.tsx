/** The screen of a call: stage, panel, bar, and the dialogs over them. Always dark; never larger than the window. */
import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Banners } from "@/features/banners/Banners";
import { useCall, useConnected, useSession, useView } from "@/features/call/context";
import ChatPanel from "@/features/chat/ChatPanel";
import { AskDialog } from "@/features/host/AskDialog";
import { useWaitingNotes } from "@/features/host/useWaitingNotes";
import { Questions } from "@/features/moderation/Questions";
import PeoplePanel from "@/features/people/PeoplePanel";
import { Stage } from "@/features/tiles/Stage";
import { useTitle } from "@/platform/useTitle";
import { Bar } from "./bar/Bar";
import { Dialogs } from "./Dialogs";
import { Lonely } from "./Lonely";
import styles from "./Room.module.css";
import { useHappenings } from "./useHappenings";
import { useRegions } from "./useRegions";
import { useShortcuts } from "./useShortcuts";

// Few of those in a call are its hosts.
const HostPanel = lazy(() => import("@/features/host/HostPanel"));

export function Room() {
  const { t } = useTranslation("call");
  const { meeting } = useCall();
  const title = useSession(({ room }) => room.title) || meeting.title || t("meeting");
  const connected = useConnected();
  const frame = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const cycle = useRegions(frame);
  useTitle(title);
  useDarkPage();
  useShortcuts(cycle);
  useHappenings();
  useWaitingNotes();
  // The door went with the button that was pressed there; dialogs that open by themselves give the focus back to this.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div ref={frame} className={styles.room} data-stage data-testid="room">
      <div className={styles.upper}>
        <main className={styles.stage} data-region="stage" tabIndex={-1} aria-label={t("stage.label")}>
          <h1 ref={heading} className={styles.title} tabIndex={-1}>
            {title}
          </h1>
          <div className={styles.people} data-away={!connected || undefined}>
            <Stage />
            <Lonely />
          </div>
          <Banners />
        </main>
        <OpenPanel />
      </div>
      <Bar title={title} />
      <Dialogs />
      <Questions />
      <AskDialog />
    </div>
  );
}

/** Dialogs and notes hang on the body, outside of this screen: during a call they are dark like it. */
function useDarkPage(): void {
  useLayoutEffect(() => {
    document.body.dataset.stage = "";
    return () => {
      delete document.body.dataset.stage;
    };
  }, []);
}

function OpenPanel() {
  const { view } = useCall();
  const panel = useView((now) => now.panel);
  if (panel === null) return null;
  const close = () => {
    view.setState({ panel: null });
    // The button that opens it stands in the bar, or in its menu when there is no room for it.
    const opener = document.querySelector<HTMLElement>(`[data-opens="${panel}"]`);
    (opener ?? document.querySelector<HTMLElement>("[data-opens='more']"))?.focus();
  };
  if (panel === "chat") return <ChatPanel onClose={close} />;
  if (panel === "people") return <PeoplePanel onClose={close} />;
  return (
    <Suspense fallback={null}>
      <HostPanel onClose={close} />
    </Suspense>
  );
}
