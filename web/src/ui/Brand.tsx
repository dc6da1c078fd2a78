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
        <rect className={styles.body} x="6" y="9.5" width="13.500" height="13" rx="3.200" />
        <path
          className={styles.lens}
          d="M21.200 14.300l3.500-2.450a.85.85 0 0 1 1.350.7v6.900a.85.85 0 0 1-1.350.7l-3.500-2.450z"
        />
      </svg>
      <span className={styles.name}>Rapat</span>
    </a>
  );
}
