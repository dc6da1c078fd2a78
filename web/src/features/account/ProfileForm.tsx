/** Name, language and time zone. The language counts for the app and for letters. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, changeMe } from "@/api/accounts";
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from "@/i18n/languages";
import { prefer } from "@/platform/preferences";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import form from "./Form.module.css";
import { setMe } from "./me";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { useSubmit } from "./useSubmit";

const ZONES: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];

export function ProfileForm({ me }: { me: Account }) {
  const { t } = useTranslation("account");
  const [name, setName] = useState(me.name);
  const [language, setLanguage] = useState(me.language);
  const [zone, setZone] = useState(me.time_zone);
  const zones = useId();
  const { busy, problem, run } = useSubmit();

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setMe(await changeMe({ name, language, time_zone: zone }));
      if (isLanguage(language)) prefer({ language });
      toast({ kind: "saved", text: t("profile.saved") });
    });
  };

  return (
    <form className={styles.section} onSubmit={send}>
      <TextField
        label={t("name")}
        required
        maxLength={64}
        value={name}
        autoComplete="name"
        onChange={(event) => setName(event.target.value)}
      />
      <TextField label={t("email")} readOnly value={me.email} hint={t("profile.emailHint")} />
      <div className={form.pair}>
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
        <div>
          <TextField
            label={t("zone")}
            required
            list={zones}
            value={zone}
            autoComplete="off"
            spellCheck={false}
            error={ZONES.includes(zone) ? undefined : t("zoneUnknown")}
            onChange={(event) => setZone(event.target.value)}
          />
          <datalist id={zones}>
            {ZONES.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </div>
      </div>
      <Problem of={problem} />
      <Button type="submit" kind="primary" className={styles.act} busy={busy}>
        {t("profile.save")}
      </Button>
    </form>
  );
}
