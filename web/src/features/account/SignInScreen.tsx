/** Signing in by e-mail address and password; then on to where the person came from. */
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { aboutServer, signIn } from "@/api/accounts";
import { arrivalNote, goTo, onLinkPress } from "@/platform/navigation";
import { isRecord } from "@/platform/storage";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import styles from "./Form.module.css";
import { setMe } from "./me";
import { Page } from "./Page";
import { PasswordField } from "./PasswordField";
import { Problem } from "./Problem";
import { useSubmit } from "./useSubmit";

export default function SignInScreen() {
  const { t } = useTranslation("account");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useSubmit();

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const back = cameFrom();
      setMe(await signIn(email, password));
      goTo(back);
    });
  };

  return (
    <Page title={t("signIn.title")}>
      <form className={styles.form} onSubmit={send}>
        <TextField
          label={t("email")}
          type="email"
          required
          value={email}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t("password.label")}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Problem of={problem} />
        <Button type="submit" kind="primary" size="l" wide busy={busy}>
          {t("signIn.act")}
        </Button>
      </form>
      <Forgotten />
      <p className={styles.aside}>{t("signIn.guests")}</p>
    </Page>
  );
}

/** Where letters can be sent, a link; elsewhere the word whom to ask. */
function Forgotten() {
  const { t } = useTranslation("account");
  const [mail, setMail] = useState<boolean>();
  useEffect(
    () =>
      void aboutServer().then(
        ({ mail }) => setMail(mail),
        () => setMail(false),
      ),
    [],
  );
  if (mail === undefined) return null;
  if (!mail) return <p className={styles.aside}>{t("signIn.askAdministrator")}</p>;
  return (
    <p className={styles.aside}>
      <a className={styles.link} href="/forgotten" onClick={onLinkPress}>
        {t("signIn.forgotten")}
      </a>
    </p>
  );
}

/** The page that sent the person here; the start page for those who came by themselves. */
function cameFrom(): string {
  const note = arrivalNote();
  const from = isRecord(note) && typeof note.from === "string" ? note.from : "/";
  return from.startsWith("/") && !from.startsWith("//") ? from : "/";
}
