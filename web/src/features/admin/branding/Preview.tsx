/** A light and a dark page side by side in a look that is not the site's yet. Decoration: the words beside it tell the same. */
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Accent, wear } from "@/platform/brand";
import { Mark } from "@/ui/Brand";
import { Button } from "@/ui/Button";
import styles from "./Branding.module.css";

export interface PreviewProps {
  name: string;
  logo: string;
  /** null = Rapat's own. */
  accent: Accent | null;
}

export function Preview(props: PreviewProps) {
  const { t } = useTranslation("branding");
  return (
    <div className={styles.preview} aria-hidden="true" inert>
      <Pane scheme="light" title={t("preview.light")} {...props} />
      <Pane scheme="dark" title={t("preview.dark")} {...props} />
    </div>
  );
}

function Pane({ scheme, title, name, logo, accent }: PreviewProps & { scheme: "light" | "dark"; title: string }) {
  const { t } = useTranslation("branding");
  const pane = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    wear(element, accent);
    return () => wear(element, null, accent);
  }, [accent]);
  return (
    <div ref={pane} className={styles.pane} data-theme={scheme} data-accent="">
      <div className={styles.soft}>{title}</div>
      <div className={styles.corner}>
        <Mark logo={logo} />
        <span className={styles.siteName}>{name}</span>
      </div>
      <div className={styles.samples}>
        <Button kind="primary" tabIndex={-1}>
          {t("preview.button")}
        </Button>
        <span className={styles.link}>{t("preview.link")}</span>
        <span className={styles.chosen}>{t("preview.chosen")}</span>
      </div>
    </div>
  );
}
