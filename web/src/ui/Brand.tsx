/** What the site is called, with its logo or else the product's mark: the way home. */
import { useTranslation } from "react-i18next";
import { useBrand } from "@/platform/brand";
import { onLinkPress } from "@/platform/navigation";
import styles from "./Brand.module.css";
import { classes } from "./classes";

/** Characters that fit beside the corner of a phone at full size. */
const SHORT = 12;

export function Brand() {
  const { t } = useTranslation("common");
  const { name, logo } = useBrand();
  return (
    <a href="/" className={styles.brand} onClick={onLinkPress} aria-label={t("homeLink", { name })}>
      <Mark logo={logo} />
      <span className={classes(styles.name, name.length > SHORT && styles.long)}>{name}</span>
    </a>
  );
}

/** `logo`: path of the site's own; empty = the product's. Decoration: the name always stands beside it. */
export function Mark({ logo }: { logo: string }) {
  return logo ? (
    <img className={styles.logo} src={logo} alt="" />
  ) : (
    <svg className={styles.mark} viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect className={styles.ground} width="32" height="32" rx="9" />
      <rect className={styles.body} x="6" y="9.5" width="13.500" height="13" rx="3.200" />
      <path
        className={styles.lens}
        d="M21.200 14.300l3.500-2.450a.85.85 0 0 1 1.350.7v6.900a.85.85 0 0 1-1.350.7l-3.500-2.450z"
      />
    </svg>
  );
}
