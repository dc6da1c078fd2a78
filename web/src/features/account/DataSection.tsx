/** What this site keeps about one: take a copy along, or have it forgotten. */
import { IconDownload } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { eraseMe, MY_DATA } from "@/api/myself";
import { goTo } from "@/platform/navigation";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/toasts";
import formStyles from "./Form.module.css";
import { setMe } from "./me";
import { PasswordField } from "./PasswordField";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { useSubmit } from "./useSubmit";

export function DataSection() {
  const { t } = useTranslation("account");
  const [asking, setAsking] = useState(false);
  return (
    <section className={styles.section} aria-labelledby="data">
      <div>
        <h2 id="data" className={styles.heading}>
          {t("data.title")}
        </h2>
        <p className={styles.soft}>{t("data.lead")}</p>
      </div>
      <div className={styles.buttons}>
        <ButtonLink href={MY_DATA} download="" icon={<IconDownload />}>
          {t("data.download")}
        </ButtonLink>
        <Button onClick={() => setAsking(true)}>{t("data.erase")}</Button>
      </div>
      {asking && <EraseDialog onClose={() => setAsking(false)} />}
    </section>
  );
}

function EraseDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("account");
  const form = useId();
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useSubmit();
  const erase = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await eraseMe(password);
      setMe(null);
      goTo("/");
      toast({ kind: "erased", text: t("data.erased") });
    });
  };
  return (
    <Dialog
      title={t("data.eraseTitle")}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("data.keep")}</Button>
          <Button kind="danger" type="submit" form={form} busy={busy} disabled={password === ""}>
            {t("data.erase")}
          </Button>
        </>
      }
    >
      <form id={form} className={formStyles.form} onSubmit={erase}>
        <p>{t("data.eraseText")}</p>
        <PasswordField
          label={t("password.label")}
          data-first=""
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}
