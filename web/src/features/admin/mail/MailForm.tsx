/** The mail server as administrators set it. A kept password is never shown: it stays, or is typed anew. */
import type { ChangeEvent, FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { type MailServer, setMailServer } from "@/api/mail";
import formStyles from "@/features/account/Form.module.css";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import { toFirstWrong } from "../wrongField";
import { passwordNeed, SECURITIES, type Typed, USUAL_PORTS, wishOf, withSecurity, wrongIn } from "./form";
import styles from "./MailSection.module.css";

/** Characters; the server refuses more. */
const TEXT_MAX = 255;

export interface MailFormProps {
  /** What is in force. */
  server: MailServer;
  typed: Typed;
  onTyped(typed: Typed): void;
  onSaved(now: MailServer): void;
}

export function MailForm({ server, typed, onTyped, onSaved }: MailFormProps) {
  const { t } = useTranslation("mail");
  const { busy, problem, run } = useSubmit();
  const wrong = wrongIn(typed);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (Object.keys(wrong).length > 0) {
      toFirstWrong(event.currentTarget);
      return;
    }
    void run(async () => {
      onSaved(await setMailServer(wishOf(typed, server)));
      toast({ kind: "saved", text: t("saved") });
    });
  };
  const field = (name: Exclude<keyof Typed, "security">) => ({
    value: typed[name],
    maxLength: TEXT_MAX,
    autoCapitalize: "off",
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: ChangeEvent<HTMLInputElement>) => onTyped({ ...typed, [name]: event.target.value }),
  });
  return (
    <form className={formStyles.form} onSubmit={send}>
      <h2 className={styles.heading}>{t(server.source === "administrators" ? "formHere" : "formNew")}</h2>
      <div className={styles.server}>
        <TextField
          label={t("host")}
          required
          inputMode="url"
          placeholder="smtp.example.org"
          {...field("host")}
          error={wrong.host && t("hostWrong")}
        />
        <TextField
          label={t("port")}
          required
          inputMode="numeric"
          {...field("port")}
          error={wrong.port && t("portWrong")}
        />
      </div>
      <div className={formStyles.labelled}>
        <span className={formStyles.label} aria-hidden="true">
          {t("security.label")}
        </span>
        <Choices
          label={t("security.label")}
          value={typed.security}
          options={SECURITIES.map((value) => ({
            value,
            label: t(`security.${value}`),
            hint: t(`security.${value}Hint`, { port: USUAL_PORTS[value] }),
          }))}
          onChange={(security) => onTyped(withSecurity(typed, security))}
        />
      </div>
      <SignInFields server={server} typed={typed} field={field} />
      <TextField
        label={t("sender")}
        required
        hint={t("senderHint")}
        {...field("sender")}
        error={wrong.sender && t("senderWrong")}
      />
      <Problem of={problem} />
      <Button type="submit" kind="primary" className={styles.act} busy={busy}>
        {t("save")}
      </Button>
    </form>
  );
}

interface SignInFieldsProps {
  server: MailServer;
  typed: Typed;
  /** What every field of the form has. */
  field(name: "user" | "password"): object;
}

function SignInFields({ server, typed, field }: SignInFieldsProps) {
  const { t } = useTranslation("mail");
  const need = passwordNeed(typed, server);
  return (
    <div className={formStyles.pair}>
      <TextField label={t("user")} required={typed.password !== ""} hint={t("userHint")} {...field("user")} />
      <TextField
        label={t("password")}
        type="password"
        required={need !== "none" && need !== "kept"}
        hint={need === "none" || need === "new" ? undefined : t(`passwordHint.${need}`)}
        {...field("password")}
        // Not "off": browsers would fill in the person's own password of this site.
        autoComplete="new-password"
      />
    </div>
  );
}
