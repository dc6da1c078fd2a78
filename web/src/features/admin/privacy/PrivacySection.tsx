/** What the site keeps, and for how long; what logs hold; how somebody is forgotten. */
import { useTranslation } from "react-i18next";
import { retention } from "@/api/retention";
import { onLinkPress } from "@/platform/navigation";
import { Answer } from "../Answer";
import list from "../List.module.css";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import styles from "./PrivacySection.module.css";
import { RetentionForm } from "./RetentionForm";

export default function PrivacySection() {
  const { t } = useTranslation("privacy");
  const asked = useAsked(retention);
  return (
    <SectionPage title={t("title")} lead={t("lead")}>
      <Answer to={asked}>{(found) => <RetentionForm found={found} />}</Answer>
      <section className={styles.note}>
        <h2 className={styles.heading}>{t("logs.title")}</h2>
        <p>{t("logs.server")}</p>
        <p>{t("logs.activity")}</p>
      </section>
      <section className={styles.note}>
        <h2 className={styles.heading}>{t("erase.title")}</h2>
        <p>{t("erase.self")}</p>
        <p>{t("erase.other")}</p>
        <p>
          <a className={list.link} href="/people" onClick={onLinkPress}>
            {t("erase.people")}
          </a>
        </p>
      </section>
    </SectionPage>
  );
}
