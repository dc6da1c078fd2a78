/** A new password for one who knows the old one. Every other browser is signed out by it. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePassword } from "@/api/accounts";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toasts";
import { isLongEnough, PasswordField } from "./PasswordField";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { useSubmit } from "./useSubmit";

export function PasswordSection() {
  const { t } = useTranslation("account");
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [short, setShort] = useState(false);
  const { busy, problem, run } = useSubmit();

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isLongEnough(fresh)) {
      setShort(true);
      return;
    }
    void run(async () => {
      await changePassword(old, fresh);
      setOld("");
      setFresh("");
      toast({ kind: "saved", text: t("password.changed") });
    });
  };

  return (
    <form className={styles.section} onSubmit={send}>
      <h2 className={styles.heading}>{t("password.change")}</h2>
      <PasswordField label={t("password.old")} required value={old} onChange={(event) => setOld(event.target.value)} />
      <PasswordField
        fresh
        label={t("password.new")}
        required
        value={fresh}
        error={short ? t("password.short") : undefined}
        onChange={(event) => {
          setFresh(event.target.value);
          setShort(false);
        }}
      />
      <Problem of={problem} />
      <Button type="submit" className={styles.act} busy={busy}>
        {t("password.set")}
      </Button>
    </form>
  );
}
