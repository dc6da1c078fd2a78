/** A new backup: the passphrase that opens it, the wait, and the file. */
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Backup, backupFile, makeBackup } from "@/api/admin";
import { ApiError } from "@/api/http";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Dialog } from "@/ui/Dialog";
import { Spinner } from "@/ui/Spinner";
import { Switch } from "@/ui/Switch";
import styles from "../List.module.css";
import { PassphraseField } from "./PassphraseField";

/** Characters; the server refuses less. */
const PASSPHRASE_MIN = 12;

export function MakeDialog({ onClose, onMade }: { onClose(): void; onMade(): void }) {
  const { t } = useTranslation("admin");
  const form = useId();
  const [passphrase, setPassphrase] = useState("");
  const [keep, setKeep] = useState(false);
  const [made, setMade] = useState<Backup>();
  const { busy, problem, run } = useSubmit();
  const make = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setMade(await makeBackup(passphrase, keep));
      onMade();
    });
  };
  if (made) return <Made made={made} onClose={onClose} />;
  return (
    <Dialog
      title={t("backups.makeTitle")}
      // While it is being made nothing can be stopped: the dialog stays and says so.
      onClose={() => !busy && onClose()}
      footer={
        <Button kind="primary" type="submit" form={form} busy={busy} disabled={passphrase.length < PASSPHRASE_MIN}>
          {t("backups.make")}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={make}>
        <PassphraseField min={PASSPHRASE_MIN} value={passphrase} disabled={busy} onChange={setPassphrase} />
        <Switch label={t("backups.keep")} hint={t("backups.keepHint")} checked={keep} onChange={setKeep} />
        {busy && <Banner icon={<Spinner />}>{t("backups.making")}</Banner>}
        <BackupProblem of={problem} />
      </form>
    </Dialog>
  );
}

const RUNNING = 409;
const NO_SPACE = 507;

/** Why none was made, in words of its own where the server knows them. */
function BackupProblem({ of }: { of: unknown }) {
  const { t } = useTranslation("admin");
  const status = of instanceof ApiError ? of.status : 0;
  if (status !== RUNNING && status !== NO_SPACE) return <Problem of={of} />;
  return (
    <Banner tone="danger" spoken="assertive">
      {status === RUNNING ? t("backups.running") : t("backups.failed")}
    </Banner>
  );
}

function Made({ made, onClose }: { made: Backup; onClose(): void }) {
  const { t } = useTranslation("admin");
  return (
    <Dialog
      title={t("backups.ready")}
      onClose={onClose}
      footer={
        <ButtonLink
          kind="primary"
          data-first=""
          href={backupFile(made.name)}
          download={made.name}
          icon={<IconDownload />}
          onClick={onClose}
        >
          {t("backups.download")}
        </ButtonLink>
      }
    >
      {made.kept ? t("backups.readyKept") : t("backups.readyOnce")}
    </Dialog>
  );
}
