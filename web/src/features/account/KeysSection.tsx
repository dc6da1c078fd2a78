/** Keys with which programs act in this person's name: what each opens and until when; make one, take one out of force. */
import { IconKey } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "@/api/accounts";
import { listKeys, type ProgramKey, revokeKey } from "@/api/myself";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Spinner } from "@/ui/Spinner";
import formStyles from "./Form.module.css";
import { KeyDialog } from "./KeyDialog";
import { extentsOf } from "./keyScopes";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { useSubmit } from "./useSubmit";

export function KeysSection({ me }: { me: Account }) {
  const { t } = useTranslation("account");
  const [keys, setKeys] = useState<ProgramKey[]>();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ProgramKey | null>(null);
  const { problem, run } = useSubmit();
  const load = useCallback(async () => setKeys(await listKeys()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; `run` is new at each drawing.
  useEffect(() => void run(load), [load]);
  return (
    <section className={styles.section} aria-labelledby="keys">
      <div>
        <h2 id="keys" className={styles.heading}>
          {t("keys.title")}
        </h2>
        <p className={styles.soft}>{keys?.length === 0 ? t("keys.none") : t("keys.lead")}</p>
      </div>
      {keys === undefined && problem === null && <Spinner />}
      {keys !== undefined && keys.length > 0 && (
        <ul>
          {keys.map((key) => (
            <KeyLine key={key.id} shown={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      )}
      <Problem of={problem} />
      <Button className={styles.act} onClick={() => setMaking(true)}>
        {t("keys.make")}
      </Button>
      {making && <KeyDialog me={me} onClose={() => setMaking(false)} onMade={() => void run(load)} />}
      {revoking && <RevokeDialog of={revoking} onClose={() => setRevoking(null)} onRevoked={() => void run(load)} />}
    </section>
  );
}

function KeyLine({ shown, onRevoke }: { shown: ProgramKey; onRevoke(): void }) {
  const { t, i18n } = useTranslation("account");
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" });
  const opens = new Intl.ListFormat(i18n.language, { type: "unit" }).format(
    extentsOf(shown.scopes).map(([subject, extent]) =>
      t(`keys.opens.${extent}`, { subject: t(`keys.subject.${subject}`) }),
    ),
  );
  const end = new Date(shown.expires_at);
  const over = end.getTime() <= Date.now();
  const holds = t(over ? "keys.ended" : "keys.until", { when: day.format(end) });
  const used = shown.used_at ? t("keys.used", { when: day.format(new Date(shown.used_at)) }) : t("keys.unused");
  return (
    <li className={styles.session}>
      <IconKey size={24} aria-hidden="true" />
      <div className={styles.words}>
        <div>{shown.label}</div>
        <div className={styles.soft}>{opens}</div>
        <div className={styles.soft}>
          {holds} · {used}
        </div>
      </div>
      <Button kind="quiet" onClick={onRevoke} aria-label={t("keys.revokeOf", { label: shown.label })}>
        {t("keys.revoke")}
      </Button>
    </li>
  );
}

function RevokeDialog({ of: key, onClose, onRevoked }: { of: ProgramKey; onClose(): void; onRevoked(): void }) {
  const { t } = useTranslation("account");
  const { busy, problem, run } = useSubmit();
  const revoke = () =>
    void run(async () => {
      await revokeKey(key.id);
      onClose();
      onRevoked();
    });
  return (
    <Dialog
      title={t("keys.revokeTitle", { label: key.label })}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button data-first="" onClick={onClose}>
            {t("keys.keep")}
          </Button>
          <Button kind="danger" busy={busy} onClick={revoke}>
            {t("keys.revoke")}
          </Button>
        </>
      }
    >
      <div className={formStyles.form}>
        <p>{t("keys.revokeText")}</p>
        <Problem of={problem} />
      </div>
    </Dialog>
  );
}
