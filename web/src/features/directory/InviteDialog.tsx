/** Making an account for somebody. What happens with the link is the next dialog's matter. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SiteRole } from "@/api/accounts";
import { invitePerson } from "@/api/directory";
import form from "@/features/account/Form.module.css";
import { useMay, useMe } from "@/features/account/me";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { LANGUAGE_NAMES, LANGUAGES } from "@/i18n/languages";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import type { HandOver } from "./PeopleScreen";

const ROLES: readonly SiteRole[] = ["member", "administrator", "owner"];

export function InviteDialog({ onClose, onMade }: { onClose(): void; onMade(made: HandOver): void }) {
  const { t } = useTranslation("account");
  const me = useMe();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<SiteRole>("member");
  const [language, setLanguage] = useState(me?.language ?? "en");
  const rulesStaff = useMay("manage_administrators");
  const id = useId();
  const { busy, problem, run } = useSubmit();

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const wish = { email, name, role, language, time_zone: me?.time_zone ?? "UTC" };
      onMade(await invitePerson(wish));
    });
  };

  return (
    <Dialog
      title={t("invite.title")}
      onClose={onClose}
      footer={
        <Button type="submit" form={id} kind="primary" busy={busy}>
          {t("invite.act")}
        </Button>
      }
    >
      <form id={id} className={form.form} onSubmit={send}>
        <TextField
          label={t("email")}
          type="email"
          required
          data-first=""
          value={email}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={t("invite.name")}
          maxLength={64}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <div className={form.pair}>
          {rulesStaff && (
            <div className={form.labelled}>
              <span className={form.label} aria-hidden="true">
                {t("people.role")}
              </span>
              <Select
                label={t("people.role")}
                value={role}
                options={ROLES.map((value) => ({ value, label: t(`people.state.${value}`) }))}
                onChange={(value) => setRole(value)}
              />
            </div>
          )}
          <div className={form.labelled}>
            <span className={form.label} aria-hidden="true">
              {t("language")}
            </span>
            <Select
              label={t("language")}
              value={language}
              options={LANGUAGES.map((value) => ({ value: value as string, label: LANGUAGE_NAMES[value] }))}
              onChange={(value) => setLanguage(value)}
            />
          </div>
        </div>
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}
