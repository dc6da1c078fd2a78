/** What holds for every meeting of the site: limits, the rules that new ones start with, and the languages on offer. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SiteSettings, siteSettings } from "@/api/siteSettings";
import { Answer } from "../Answer";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import { LanguagesForm } from "./LanguagesForm";
import { LimitsForm } from "./LimitsForm";
import { RulesForm } from "./RulesForm";
import styles from "./SettingsSection.module.css";

export default function SettingsSection() {
  // The words of a meeting's rules too: fetched by a form, they would hide the page again, and its focus with it.
  const { t } = useTranslation(["site", "host"]);
  const asked = useAsked(siteSettings);
  return (
    <SectionPage title={t("site:title")} lead={t("site:lead")}>
      <Answer to={asked}>{(found) => <Forms found={found} />}</Answer>
    </SectionPage>
  );
}

/** Each saves its own matter: what is typed in one stays while another is saved. */
function Forms({ found }: { found: SiteSettings }) {
  const [now, setNow] = useState(found);
  return (
    <div className={styles.forms}>
      <LimitsForm now={now} onSaved={setNow} />
      <RulesForm now={now} onSaved={setNow} />
      <LanguagesForm now={now} onSaved={setNow} />
    </div>
  );
}
