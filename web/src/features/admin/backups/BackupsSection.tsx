/** Copies of everything, encrypted: make one now, download, delete. Restoring is for the command line. */
import { IconArchive, IconDownload, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Backup, backupFile, backups, deleteBackup } from "@/api/admin";
import { momentOf } from "@/features/home/moment";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Answer } from "../Answer";
import { AskDialog } from "../AskDialog";
import styles from "../List.module.css";
import { sizeOf } from "../measures";
import { Nothing } from "../Nothing";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import { useRefresh } from "../useRefresh";
import { MakeDialog } from "./MakeDialog";

/** Milliseconds between two looks while a backup waits to be downloaded: it goes from the list when it has come to its end. */
const EVERY = 5000;

export default function BackupsSection() {
  const { t } = useTranslation("admin");
  const lying = useAsked(backups);
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<Backup | null>(null);
  useRefresh(lying.again, lying.answer?.some(({ kept }) => !kept) ? EVERY : null);
  const whenOf = useWhen();

  const remove = async (backup: Backup) => {
    await deleteBackup(backup.name);
    setAsked(null);
    await lying.again();
  };
  return (
    <SectionPage
      title={t("backups.title")}
      lead={t("backups.lead")}
      acts={
        <Button kind="primary" icon={<IconPlus />} onClick={() => setMaking(true)}>
          {t("backups.make")}
        </Button>
      }
    >
      <Answer to={lying}>
        {(found) =>
          found.length === 0 ? (
            <Nothing icon={IconArchive}>{t("backups.none")}</Nothing>
          ) : (
            <ul aria-label={t("backups.title")}>
              {found.map((backup) => (
                <BackupLine key={backup.name} backup={backup} onDelete={() => setAsked(backup)} />
              ))}
            </ul>
          )
        }
      </Answer>
      {making && <MakeDialog onClose={() => setMaking(false)} onMade={() => void lying.again()} />}
      {asked && (
        <AskDialog
          title={t("backups.deleteTitle", { when: whenOf(asked) })}
          act={t("backups.delete")}
          onAct={() => remove(asked)}
          onClose={() => setAsked(null)}
        >
          <p>{t("backups.deleteText")}</p>
          <p className={styles.soft}>{asked.name}</p>
        </AskDialog>
      )}
    </SectionPage>
  );
}

function BackupLine({ backup, onDelete }: { backup: Backup; onDelete(): void }) {
  const { t, i18n } = useTranslation("admin");
  const when = useWhen()(backup);
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <div className={styles.name}>{when}</div>
        <div className={styles.soft}>
          {sizeOf(backup.size, i18n.language)}
          {" · "}
          {backup.kept ? t("backups.kept") : t("backups.once")}
        </div>
      </div>
      <div className={styles.acts}>
        <ButtonLink
          href={backupFile(backup.name)}
          download={backup.name}
          icon={<IconDownload />}
          aria-label={t("backups.downloadOf", { when })}
        >
          {t("backups.download")}
        </ButtonLink>
        <Button icon={<IconTrash />} onClick={onDelete} aria-label={t("backups.deleteOf", { when })}>
          {t("backups.delete")}
        </Button>
      </div>
    </li>
  );
}

function useWhen(): (backup: Backup) => string {
  const { i18n } = useTranslation("admin");
  return ({ made_at: made }) => momentOf(Date.parse(made), Date.now(), i18n.language);
}
