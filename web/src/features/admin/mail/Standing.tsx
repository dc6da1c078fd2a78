/** The mail server in force: where it comes from in plain words, a letter to try it, the way back to the operator's. */
import { IconMail, IconMailOff, IconSend } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { forgetMailServer, type MailServer, type MailTried, sendTestLetter } from "@/api/mail";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { AskDialog } from "../AskDialog";
import list from "../List.module.css";
import styles from "./MailSection.module.css";
import { Tried } from "./Tried";

export interface StandingProps {
  server: MailServer;
  /** The form has more than what is in force: a test letter would not show whether that works. */
  unsaved: boolean;
  onForgotten(now: MailServer): void;
}

export function Standing({ server, unsaved, onForgotten }: StandingProps) {
  const { t } = useTranslation("mail");
  const [asking, setAsking] = useState(false);
  const [tried, setTried] = useState<MailTried | null>(null);
  const { busy, problem, run } = useSubmit();
  // How a letter went by another server says nothing about this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server is what the outcome belongs to.
  useEffect(() => setTried(null), [server]);
  const test = () =>
    void run(async () => {
      setTried(null);
      setTried(await sendTestLetter());
    });
  const forget = async () => {
    const now = await forgetMailServer();
    setAsking(false);
    onForgotten(now);
  };
  const none = server.source === "none";
  return (
    <section className={styles.standing} aria-label={t("standing")}>
      <div className={styles.now}>
        {none ? <IconMailOff stroke={1.5} aria-hidden="true" /> : <IconMail stroke={1.5} aria-hidden="true" />}
        <div className={list.words}>
          <p className={list.name}>{t(`source.${server.source}`)}</p>
          <p className={list.soft}>
            {none ? t("byLink") : t("inForce", { server: `${server.host}:${server.port}`, sender: server.sender })}
          </p>
        </div>
      </div>
      {!none && (
        <div className={list.acts}>
          <Button
            icon={<IconSend />}
            busy={busy}
            disabled={unsaved}
            aria-describedby={unsaved ? "test-hint" : undefined}
            onClick={test}
          >
            {t("test")}
          </Button>
          {server.source === "administrators" && <Button onClick={() => setAsking(true)}>{t("forget")}</Button>}
        </div>
      )}
      {!none && unsaved && (
        <p id="test-hint" className={list.soft}>
          {t("saveFirst")}
        </p>
      )}
      {tried && !unsaved && <Tried tried={tried} />}
      <Problem of={problem} />
      {asking && (
        <AskDialog title={t("forgetTitle")} act={t("forgetAct")} onAct={forget} onClose={() => setAsking(false)}>
          <p>{t("forgetText", { server: server.host })}</p>
        </AskDialog>
      )}
    </section>
  );
}
