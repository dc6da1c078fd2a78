/** Who was removed for good, and the way back. */
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Named } from "@/api/host";
import { useCall, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { Button } from "@/ui/Button";
import styles from "./HostPanel.module.css";

export function Bans() {
  const { t } = useTranslation("host");
  const { host } = useCall().server;
  const attempt = useAttempt();
  const people = useSession(({ participants }) => participants.length);
  const [banned, setBanned] = useState<Named[]>([]);
  const heading = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody who goes may have been removed.
  useEffect(() => {
    host.bans().then(setBanned, () => undefined);
  }, [host, people]);
  if (banned.length === 0) return null;
  const letBack = async (identity: string) => {
    if (await attempt("ban", () => host.letBack(identity)))
      setBanned((now) => now.filter((person) => person.identity !== identity));
  };
  return (
    <section className={styles.part} aria-labelledby={heading}>
      <h3 id={heading}>{t("bans.title")}</h3>
      <ul>
        {banned.map(({ identity, name }) => (
          <li key={identity} className={styles.line}>
            <span>{name}</span>
            <Button kind="quiet" aria-label={t("bans.letBackOne", { name })} onClick={() => void letBack(identity)}>
              {t("bans.letBack")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
