/** Many people from a table: choose the file, see what each line would do, then do it. */
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { type ChangeEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Imported, importPeople } from "@/api/directory";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./Dialogs.module.css";
import { ImportLines } from "./ImportLines";
import { countOutcomes, linksAsTable, readText } from "./table";

const EXAMPLE = "email,name,language\nsiti@example.org,Siti Rahma,id\nivan@example.org,Ivan Petrov,ru";

export function ImportDialog({ onClose, onApplied }: { onClose(): void; onApplied(): void }) {
  const { t } = useTranslation("account");
  const [table, setTable] = useState("");
  const [preview, setPreview] = useState<Imported>();
  const [done, setDone] = useState<Imported>();
  const { busy, problem, run } = useSubmit();

  const look = (text: string) =>
    void run(async () => {
      setTable(text);
      setPreview(undefined);
      setPreview(await importPeople(text, false));
    });
  const apply = () =>
    void run(async () => {
      setDone(await importPeople(table, true));
      onApplied();
    });

  if (done) return <Done done={done} onClose={onClose} />;
  const counts = preview && countOutcomes(preview.lines);
  const changes = counts ? counts.create + counts.update : 0;
  return (
    <Dialog
      title={t("import.title")}
      size="l"
      onClose={onClose}
      footer={
        <>
          <FileButton busy={busy && preview === undefined} onText={look} again={preview !== undefined} />
          {preview && (
            <Button kind="primary" busy={busy} disabled={changes === 0} onClick={apply}>
              {t("import.apply", { count: changes })}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.stack}>
        {preview ? (
          <ImportLines lines={preview.lines} />
        ) : (
          <>
            <p>{t("import.lead")}</p>
            <pre className={styles.example}>{EXAMPLE}</pre>
            <p className={styles.columns}>{t("import.columns")}</p>
          </>
        )}
        <Problem of={problem} />
      </div>
    </Dialog>
  );
}

function FileButton({ busy, again, onText }: { busy: boolean; again: boolean; onText(text: string): void }) {
  const { t } = useTranslation("account");
  const file = useRef<HTMLInputElement>(null);
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    event.target.value = "";
    if (chosen) onText(await readText(chosen));
  };
  return (
    <>
      <input
        ref={file}
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        hidden
        aria-label={t("import.choose")}
        onChange={(event) => void choose(event)}
      />
      <Button
        kind={again ? "secondary" : "primary"}
        icon={<IconFileImport />}
        busy={busy}
        data-first=""
        onClick={() => file.current?.click()}
      >
        {again ? t("import.another") : t("import.choose")}
      </Button>
    </>
  );
}

/** After the import: what became of it, and the links that nobody was sent. */
function Done({ done, onClose }: { done: Imported; onClose(): void }) {
  const { t } = useTranslation("account");
  const unsent = done.links.filter(({ mailed }) => !mailed);
  return (
    <Dialog
      title={t("import.done")}
      size="l"
      onClose={onClose}
      footer={
        <Button kind={unsent.length > 0 ? "secondary" : "primary"} onClick={onClose}>
          {t("import.close")}
        </Button>
      }
    >
      <div className={styles.stack}>
        {unsent.length > 0 && (
          <Banner
            actions={
              <Button kind="primary" icon={<IconDownload />} onClick={() => save(linksAsTable(unsent))}>
                {t("import.download")}
              </Button>
            }
          >
            {t("import.links", { count: unsent.length })}
          </Banner>
        )}
        <ImportLines lines={done.lines} />
      </div>
    </Dialog>
  );
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "invitations.csv";
  link.click();
  URL.revokeObjectURL(address);
}
