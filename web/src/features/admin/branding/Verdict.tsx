/** In words: whether a colour can be read, and what the site makes of it. */
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Trial } from "@/api/branding";
import styles from "./Branding.module.css";

/** `trial`: null = Rapat's own colour. */
export function Verdict({ trial }: { trial: Trial | null }) {
  const { t, i18n } = useTranslation("branding");
  if (trial === null)
    return (
      <p className={styles.verdict}>
        <IconCheck size={20} aria-hidden="true" />
        {t("verdict.own")}
      </p>
    );
  const { contrast, needed, accent } = trial;
  // Down: what is nearly enough must not be told as enough.
  const ratio = new Intl.NumberFormat(i18n.language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    roundingMode: "floor",
  } as object);
  const values = { contrast: ratio.format(contrast), needed: ratio.format(needed), shade: accent.fill };
  const enough = contrast >= needed;
  const changed = [
    accent.fill_on_dark !== accent.fill && t("verdict.fillOnDark", { shade: accent.fill_on_dark }),
    accent.on_light !== accent.fill && t("verdict.onLight", { shade: accent.on_light }),
    accent.on_dark !== accent.fill && t("verdict.onDark", { shade: accent.on_dark }),
  ].filter((line) => line !== false);
  return (
    <>
      <p className={styles.verdict} data-attention={!enough || undefined}>
        {enough ? <IconCheck size={20} aria-hidden="true" /> : <IconAlertTriangle size={20} aria-hidden="true" />}
        {enough ? t("verdict.enough", values) : t("verdict.tooLight", values)}
      </p>
      {changed.length > 0 && <p className={styles.soft}>{changed.join(" ")}</p>}
    </>
  );
}
