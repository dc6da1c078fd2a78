/** All keys of a call, for those who want to learn them. */
import { useTranslation } from "react-i18next";
import styles from "./ShortcutList.module.css";
import { SHORTCUTS } from "./shortcuts";

export function ShortcutList() {
  const { t } = useTranslation("settings");
  return (
    <dl className={styles.list}>
      {SHORTCUTS.map(({ act, keys }) => (
        <div key={act} className={styles.row}>
          <dt>{t(`acts.${act}`)}</dt>
          <dd className={styles.keys}>
            {keys.map((key) => (
              <kbd key={key} className={styles.key}>
                {key === "Space" ? t("acts.space") : key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
