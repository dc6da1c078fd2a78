/** The administration of the site: its sections at the side (on a phone above), the chosen one beside them. */
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NeedsAccount } from "@/features/account/NeedsAccount";
import { Frame } from "@/features/home/Frame";
import NotFoundScreen from "@/features/home/NotFoundScreen";
import { Waiting } from "@/features/home/Waiting";
import { onLinkPress } from "@/platform/navigation";
import styles from "./AdminScreen.module.css";
import { type AdminSection, addressOf, SECTIONS } from "./sections";

/** `section`: the path behind `/admin/`, empty = the first. Whoever does not manage the site finds nothing here. */
export default function AdminScreen({ section }: { section: string }) {
  const shown = SECTIONS.find(({ path }) => path === section);
  return (
    <NeedsAccount>
      {(me) => (shown && me.rights.includes("manage_site") ? <Administration shown={shown} /> : <NotFoundScreen />)}
    </NeedsAccount>
  );
}

function Administration({ shown }: { shown: AdminSection }) {
  const Shown = shown.screen;
  return (
    <Frame>
      <div className={styles.columns}>
        <SectionNav shown={shown} />
        <div className={styles.section}>
          <Suspense fallback={<Waiting />}>
            <Shown />
          </Suspense>
        </div>
      </div>
    </Frame>
  );
}

function SectionNav({ shown }: { shown: AdminSection }) {
  const { t } = useTranslation("admin");
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the sections stand in a row that is wider than the screen.
  useEffect(() => {
    // Braces: newer browsers answer with a promise, which is no way to clean up.
    current.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, []);
  return (
    <nav className={styles.nav} aria-label={t("sections.label")}>
      {SECTIONS.map((section) => {
        const { name, icon: SectionIcon } = section;
        const here = section === shown;
        return (
          <a
            key={name}
            ref={here ? current : undefined}
            className={styles.link}
            href={addressOf(section)}
            aria-current={here ? "page" : undefined}
            onClick={onLinkPress}
          >
            <SectionIcon size={20} stroke={1.75} aria-hidden="true" />
            {t(`sections.${name}`)}
          </a>
        );
      })}
    </nav>
  );
}
