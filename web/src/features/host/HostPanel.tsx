/** What hosts decide: stop everything, what participants may do, who comes in, invitations, bans. */
import { IconHandStop, IconLockOpen } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { RIGHTS, type Right } from "@/api/host";
import { useMe } from "@/features/account/me";
import { Problem } from "@/features/account/Problem";
import { useCall } from "@/features/call/context";
import { useModeration } from "@/features/moderation/useModeration";
import { SidePanel } from "@/features/room/SidePanel";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { Switch } from "@/ui/Switch";
import { Bans } from "./Bans";
import { DoorRules } from "./DoorRules";
import styles from "./HostPanel.module.css";
import { Invitations } from "./Invitations";
import { type RulesHold, useRules } from "./useRules";

/** Its texts are those of pages for signed-in people: not fetched in a call before they are wanted. */
const RulesTemplate = lazy(() => import("./RulesTemplate"));
/** What "stop everything" switches off. */
const STOPPED: readonly Right[] = ["microphone", "camera", "share", "chat", "private_chat", "react"];

export default function HostPanel({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("host");
  const hold = useRules();
  const account = useMe();
  return (
    <SidePanel title={t("title")} onClose={onClose}>
      <div className={styles.panel} data-testid="host-panel">
        <Stopping hold={hold} />
        {hold.rules === null && <NotYet hold={hold} />}
        {hold.rules && (
          <>
            <section className={styles.part} aria-labelledby="host-switches">
              <h3 id="host-switches">{t("switches.title")}</h3>
              {RIGHTS.map((right) => (
                <Switch
                  key={right}
                  label={t(`switches.${right}`)}
                  hint={hold.rules?.forced.includes(right) && t("fixed")}
                  disabled={hold.rules?.forced.includes(right)}
                  checked={hold.rules?.switches[right] ?? true}
                  onChange={(allowed) => void hold.change({ switches: { [right]: allowed } })}
                />
              ))}
            </section>
            <DoorRules rules={hold.rules} change={hold.change} />
            {account && (
              <Suspense fallback={null}>
                <RulesTemplate />
              </Suspense>
            )}
            <Invitations />
            <Bans />
          </>
        )}
      </div>
    </SidePanel>
  );
}

/** Until the rules are here: they are on their way, or why not and once more. */
function NotYet({ hold }: { hold: RulesHold }) {
  const { t } = useTranslation("call");
  if (hold.problem === null) return <Spinner />;
  return (
    <section className={styles.part}>
      <Problem of={hold.problem} />
      <Button wide onClick={hold.load}>
        {t("retry")}
      </Button>
    </section>
  );
}

/** The one large button for a bad moment, and once it was pressed, the way back. */
function Stopping({ hold }: { hold: RulesHold }) {
  const { t } = useTranslation("host");
  const { view } = useCall();
  const { setLocked } = useModeration();
  const { rules } = hold;
  // What the site never allows is not the host's to give back.
  const given = STOPPED.filter((right) => !rules?.forced.includes(right));
  const stopped = rules !== null && given.length > 0 && STOPPED.every((right) => !rules.switches[right]);
  const resume = async () => {
    const switches = Object.fromEntries(given.map((right) => [right, true]));
    if (await hold.change({ switches })) setLocked(false);
  };
  if (stopped)
    return (
      <Banner
        tone="attention"
        icon={<IconHandStop />}
        actions={
          <Button icon={<IconLockOpen />} onClick={() => void resume()}>
            {t("stop.resume")}
          </Button>
        }
      >
        {t("stop.stopped")}
      </Banner>
    );
  return (
    <Button
      kind="danger"
      wide
      icon={<IconHandStop />}
      data-testid="stop-everything"
      onClick={() => view.setState({ dialog: "stop" })}
    >
      {t("stop.button")}
    </Button>
  );
}
