/** A new key: what it is for, what it opens, for how long; then its secret, this once. */
import { IconCopy } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "@/api/accounts";
import { type KeySubject, type MadeKey, makeKey } from "@/api/myself";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import styles from "./Form.module.css";
import keyStyles from "./KeyDialog.module.css";
import { type Extent, type Extents, scopesOf, subjectsFor } from "./keyScopes";
import { Problem } from "./Problem";
import { useSubmit } from "./useSubmit";

/** Characters; the server refuses more. */
const LABEL_MAX = 64;
/** Days that a key may hold: a week to try something, up to a year, the server's most. */
const LIVES = ["7", "30", "90", "366"] as const;
type Life = (typeof LIVES)[number];
const EXTENTS: readonly Extent[] = ["none", "read", "write"];

export function KeyDialog({ me, onClose, onMade }: { me: Account; onClose(): void; onMade(): void }) {
  const { t } = useTranslation("account");
  const form = useId();
  const [label, setLabel] = useState("");
  const [extents, setExtents] = useState<Extents>({});
  const [life, setLife] = useState<Life>("90");
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<MadeKey>();
  const { busy, problem, run } = useSubmit();
  const scopes = scopesOf(extents);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (label.trim() === "" || scopes.length === 0) return;
    void run(async () => {
      setMade(await makeKey({ label: label.trim(), scopes, days: Number(life) }));
      onMade();
    });
  };
  if (made) return <SecretDialog made={made} onClose={onClose} />;
  return (
    <Dialog
      title={t("keys.makeTitle")}
      onClose={onClose}
      footer={
        <Button kind="primary" type="submit" form={form} busy={busy}>
          {t("keys.make")}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={send}>
        <TextField
          label={t("keys.label")}
          data-first=""
          maxLength={LABEL_MAX}
          placeholder={t("keys.example")}
          value={label}
          error={tried && label.trim() === "" ? t("keys.labelMissing") : undefined}
          onChange={(event) => setLabel(event.target.value)}
        />
        <Opens
          me={me}
          extents={extents}
          onChange={(subject, extent) => setExtents({ ...extents, [subject]: extent })}
        />
        <div className={keyStyles.line}>
          <span>{t("keys.life")}</span>
          <Select<Life>
            label={t("keys.life")}
            value={life}
            options={LIVES.map((days) => ({ value: days, label: t("keys.days", { count: Number(days) }) }))}
            onChange={setLife}
          />
        </div>
        {tried && scopes.length === 0 && (
          <p role="alert" className={keyStyles.wrong}>
            {t("keys.opensNothing")}
          </p>
        )}
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}

interface OpensProps {
  me: Account;
  extents: Extents;
  onChange(subject: KeySubject, extent: Extent): void;
}

function Opens({ me, extents, onChange }: OpensProps) {
  const { t } = useTranslation("account");
  return (
    <fieldset className={keyStyles.opens}>
      <legend className={styles.label}>{t("keys.opensLabel")}</legend>
      {subjectsFor(me).map((subject) => (
        <div key={subject} className={keyStyles.line}>
          <span>{t(`keys.subject.${subject}`)}</span>
          <Select
            label={t(`keys.subject.${subject}`)}
            value={extents[subject] ?? "none"}
            options={EXTENTS.map((extent) => ({ value: extent, label: t(`keys.extent.${extent}`) }))}
            onChange={(extent) => onChange(subject, extent)}
          />
        </div>
      ))}
    </fieldset>
  );
}

function SecretDialog({ made: { key, secret }, onClose }: { made: MadeKey; onClose(): void }) {
  const { t } = useTranslation("account");
  const [copied, setCopied] = useState<boolean>();
  return (
    <Dialog
      title={t("keys.madeTitle", { label: key.label })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("keys.done")}</Button>
          <Button
            kind="primary"
            data-first=""
            icon={<IconCopy />}
            onClick={() => void copyText(secret).then(setCopied)}
          >
            {copied ? t("link.copied") : t("keys.copy")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{t("keys.once")}</p>
        <TextField
          label={t("keys.secret")}
          readOnly
          className={keyStyles.secret}
          value={secret}
          onFocus={(event) => event.target.select()}
          error={copied === false ? t("keys.notCopied") : undefined}
        />
      </div>
    </Dialog>
  );
}
