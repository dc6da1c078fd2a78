/** The mark and the name of the product, as a way home. */
import { useTranslation } from "react-i18next";
import { onLinkPress } from "@/platform/navigation";
import styles from "./Brand.module.css";

export function Brand() {
  const { t } = useTranslation("common");
  return (
    <a href="/" className={styles.brand} onClick={onLinkPress} aria-label={t("homeLink")}>
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <rect className={styles.ground} width="32" height="32" rx="9" />
        <rect className={styles.body} x="8" y="9.5" width="12.5" height="13" rx="3" />
        <path
          className={styles.lens}
          d="M22 14.600l2.300-1.700a.75.75 0 0 1 1.200.6v5a.75.75 0 0 1-1.200.6L22 17.400z"
        />
      </svg>
      <span className={styles.name}>Rapat</span>
    </a>
  );
}
