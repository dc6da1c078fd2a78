/** Everything that can be chosen on this device. Each choice counts at once; there is nothing to save. */
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useDevices } from "@/call/devices";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "@/i18n/languages";
import { prefer, type Theme, usePreferences } from "@/platform/preferences";
import { Dialog } from "@/ui/Dialog";
import { Segments } from "@/ui/Segments";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { DeviceChoices } from "./DeviceChoices";
import styles from "./SettingsDialog.module.css";
import { ShortcutList } from "./ShortcutList";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export default function SettingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const { language, theme, sounds, shortcuts } = usePreferences();
  useEffect(() => useDevices.getState().watch(), []);
  const languages: { value: Language | null; label: string }[] = [
    { value: null, label: t("language.system") },
    ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
  ];
  return (
    <Dialog title={t("title")} onClose={onClose}>
      <div className={styles.groups}>
        <Group title={t("appearance")}>
          <Line label={t("theme.label")}>
            <Segments
              label={t("theme.label")}
              value={theme}
              options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
              onChange={(value) => prefer({ theme: value })}
            />
          </Line>
          <Line label={t("language.label")}>
            <Select
              label={t("language.label")}
              value={language}
              options={languages}
              onChange={(value) => prefer({ language: value })}
            />
          </Line>
        </Group>
        <Group title={t("devices")}>
          <DeviceChoices />
        </Group>
        <Group title={t("call")}>
          <Switch
            label={t("sounds.label")}
            hint={t("sounds.hint")}
            checked={sounds}
            onChange={(value) => prefer({ sounds: value })}
          />
          <Switch
            label={t("shortcuts.label")}
            hint={t("shortcuts.hint")}
            checked={shortcuts}
            onChange={(value) => prefer({ shortcuts: value })}
          />
          <ShortcutList />
        </Group>
      </div>
    </Dialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span aria-hidden="true">{label}</span>
      <div className={styles.control}>{children}</div>
    </div>
  );
}
