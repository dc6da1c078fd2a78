/** The logo: chosen or dropped, made small on this device and in force at once, or taken away. */
import { IconPhoto, IconTrash } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Look, setLogo } from "@/api/branding";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Banner } from "@/ui/Banner";
import { Mark } from "@/ui/Brand";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import styles from "./Branding.module.css";
import { fitted, LogoRefused, type LogoTrouble } from "./logo";

export function LogoPart({ logo, onLook }: { logo: string; onLook(look: Look): Promise<void> }) {
  const { t } = useTranslation("branding");
  const file = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<LogoTrouble | null>(null);
  const { busy, problem, run } = useSubmit();

  const take = (chosen: File | undefined) => {
    setTrouble(null);
    if (chosen === undefined) return;
    void run(async () => {
      const picture = await fitted(chosen).catch((error: unknown) => {
        if (!(error instanceof LogoRefused)) throw error;
        setTrouble(error.trouble);
        return null;
      });
      if (picture) await onLook(await setLogo(picture));
    });
  };
  const remove = () => {
    setTrouble(null);
    void run(async () => onLook(await setLogo(null)));
  };
  const { over, zone } = useDrop(take);
  return (
    <section className={styles.part} aria-labelledby="logo-title">
      <h2 id="logo-title" className={styles.heading}>
        {t("logo.title")}
      </h2>
      <div className={classes(styles.drop, over && styles.over)} {...zone}>
        <span className={styles.shown}>
          <Mark logo={logo} />
        </span>
        <div className={styles.acts}>
          <input
            ref={file}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            hidden
            aria-label={t("logo.choose")}
            onChange={({ target }) => {
              take(target.files?.[0]);
              target.value = "";
            }}
          />
          <Button icon={<IconPhoto />} busy={busy} onClick={() => file.current?.click()}>
            {logo ? t("logo.another") : t("logo.choose")}
          </Button>
          {logo && (
            <Button kind="quiet" icon={<IconTrash />} onClick={remove}>
              {t("logo.remove")}
            </Button>
          )}
        </div>
        <p className={styles.soft}>{t("logo.hint")}</p>
      </div>
      {trouble && (
        <Banner tone="danger" spoken="assertive">
          {t(`logo.trouble.${trouble}`)}
        </Banner>
      )}
      <Problem of={problem} />
    </section>
  );
}

/** `take` gets the first file that is dropped on the zone. */
function useDrop(take: (file: File | undefined) => void) {
  const [depth, setDepth] = useState(0);
  return {
    over: depth > 0,
    zone: {
      // Entering a child comes before leaving its parent: counted, not switched.
      onDragEnter: () => setDepth((now) => now + 1),
      onDragLeave: () => setDepth((now) => Math.max(0, now - 1)),
      onDragOver: (event: DragEvent) => event.preventDefault(),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setDepth(0);
        take(event.dataTransfer.files[0]);
      },
    },
  };
}
