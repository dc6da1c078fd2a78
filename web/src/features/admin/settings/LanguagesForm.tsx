/** Which languages people find, and the one for those of whom nothing is known. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "@/i18n/languages";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { type FormProps, SettingsForm } from "./SettingsForm";
import styles from "./SettingsSection.module.css";

export function LanguagesForm({ now, onSaved }: FormProps) {
  const { t } = useTranslation("site");
  const [languages, setLanguages] = useState(now.languages);
  const [language, setLanguage] = useState(now.language);
  // The one for everybody else must be among them.
  const usual = languages.includes(language) ? language : languages[0];
  const offer = (one: Language, offered: boolean) =>
    setLanguages(LANGUAGES.filter((known) => (known === one ? offered : languages.includes(known))));
  return (
    <SettingsForm
      title={t("languages.title")}
      lead={t("languages.lead")}
      wish={usual ? { languages, language: usual } : null}
      onSaved={onSaved}
    >
      <div className={styles.part}>
        {LANGUAGES.map((one) => (
          <Switch
            key={one}
            label={LANGUAGE_NAMES[one]}
            checked={languages.includes(one)}
            onChange={(offered) => offer(one, offered)}
          />
        ))}
      </div>
      {usual ? (
        <div className={styles.line}>
          <span>{t("languages.usual")}</span>
          <Select<Language>
            label={t("languages.usual")}
            value={usual}
            options={languages.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChange={setLanguage}
          />
        </div>
      ) : (
        <p role="alert" className={styles.wrong}>
          {t("languages.none")}
        </p>
      )}
    </SettingsForm>
  );
}
