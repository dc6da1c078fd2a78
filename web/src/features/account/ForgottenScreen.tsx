/** Asking for a letter with a link for a new password. The answer is the same whether there is an account or not. */
import { IconMail } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { askForNewPassword } from "@/api/accounts";
import { Frame } from "@/features/home/Frame";
import { goTo } from "@/platform/navigation";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { TextField } from "@/ui/TextField";
import styles from "./Form.module.css";
import { Page } from "./Page";
import { Problem } from "./Problem";
import { useSubmit } from "./useSubmit";

export default function ForgottenScreen() {
  const { t } = useTranslation("account");
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const { busy, problem, run } = useSubmit();

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await askForNewPassword(email);
      setSent(true);
    });
  };

  if (sent)
    return (
      <Frame>
        <Notice
          icon={<IconMail />}
          title={t("forgotten.sent")}
          actions={<Button onClick={() => goTo("/sign-in")}>{t("forgotten.back")}</Button>}
        >
          {t("forgotten.look", { email })}
        </Notice>
      </Frame>
    );
  return (
    <Page title={t("forgotten.title")} lead={t("forgotten.lead")}>
      <form className={styles.form} onSubmit={send}>
        <TextField
          label={t("email")}
          type="email"
          required
          value={email}
          autoComplete="username"
          autoCapitalize="off"
          onChange={(event) => setEmail(event.target.value)}
        />
        <Problem of={problem} />
        <Button type="submit" kind="primary" size="l" wide busy={busy}>
          {t("forgotten.act")}
        </Button>
      </form>
    </Page>
  );
}
