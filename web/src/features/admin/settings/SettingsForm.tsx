/** One matter of the settings: its heading, its fields, Save, and why not. */
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { changeSite, type SiteChange, type SiteSettings } from "@/api/siteSettings";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toasts";
import { toFirstWrong } from "../wrongField";
import styles from "./SettingsSection.module.css";

export interface FormProps {
  /** What holds. */
  now: SiteSettings;
  onSaved(now: SiteSettings): void;
}
export interface SettingsFormProps {
  title: string;
  lead?: ReactNode;
  /** What is to be saved; null while something typed cannot be right, which its field says. */
  wish: SiteChange | null;
  onSaved(now: SiteSettings): void;
  children: ReactNode;
}

export function SettingsForm({ title, lead, wish, onSaved, children }: SettingsFormProps) {
  const { t } = useTranslation("site");
  const { busy, problem, run } = useSubmit();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (wish === null) {
      toFirstWrong(event.currentTarget);
      return;
    }
    void run(async () => {
      onSaved(await changeSite(wish));
      toast({ kind: "saved", text: t("saved") });
    });
  };
  return (
    <form className={styles.form} onSubmit={save} aria-label={title}>
      <div>
        <h2 className={styles.heading}>{title}</h2>
        {lead && <p className={styles.soft}>{lead}</p>}
      </div>
      {children}
      <Problem of={problem} />
      <Button type="submit" kind="primary" className={styles.act} busy={busy}>
        {t("save")}
      </Button>
    </form>
  );
}
