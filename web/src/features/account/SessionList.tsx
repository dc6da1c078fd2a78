/** The browsers that are signed in to this account; each but this one can be signed out from here. */
import { IconDeviceLaptop } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AccountSession, endSession, listSessions } from "@/api/accounts";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { useSubmit } from "./useSubmit";

export function SessionList() {
  const { t } = useTranslation("account");
  const [sessions, setSessions] = useState<AccountSession[]>();
  const { busy, problem, run } = useSubmit();
  const load = useCallback(async () => setSessions(await listSessions()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; `run` is new at each drawing.
  useEffect(() => void run(load), [load]);
  const end = (id: string | null) =>
    void run(async () => {
      await endSession(id);
      await load();
    });
  const others = sessions?.some(({ here }) => !here) ?? false;
  return (
    <section className={styles.section} aria-labelledby="sessions">
      <h2 id="sessions" className={styles.heading}>
        {t("sessions.title")}
      </h2>
      {sessions === undefined && problem === null && <Spinner />}
      <ul>
        {sessions?.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => end(session.id)} />
        ))}
      </ul>
      <Problem of={problem} />
      {others && (
        <Button className={styles.act} busy={busy} onClick={() => end(null)}>
          {t("sessions.endOthers")}
        </Button>
      )}
    </section>
  );
}

function SessionLine({ session, onEnd }: { session: AccountSession; onEnd(): void }) {
  const { t, i18n } = useTranslation("account");
  const moment = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const device = session.device || t("sessions.unknown");
  return (
    <li className={styles.session}>
      <IconDeviceLaptop size={24} aria-hidden="true" />
      <div className={styles.words}>
        <div>{device}</div>
        <div className={styles.soft}>
          {session.here ? t("sessions.here") : t("sessions.seen", { when: moment.format(new Date(session.seen_at)) })}
        </div>
      </div>
      {!session.here && (
        <Button kind="quiet" onClick={onEnd} aria-label={t("sessions.endOf", { device })}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
