/** How the box is: what to do about it first, then its numbers. */
import { IconAlertTriangle, IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Advice, boxHealth, type Health } from "@/api/admin";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Answer } from "../Answer";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import { Facts } from "./Facts";
import styles from "./OverviewSection.module.css";

export default function OverviewSection() {
  const { t } = useTranslation("admin");
  const health = useAsked(boxHealth);
  return (
    <SectionPage
      title={t("overview.title")}
      acts={
        <Button
          icon={<IconRefresh />}
          busy={health.busy && health.answer !== undefined}
          onClick={() => void health.again()}
        >
          {t("overview.refresh")}
        </Button>
      }
    >
      <Answer to={health}>
        {(answer) => (
          <>
            <AdviceList health={answer} />
            <Facts health={answer} />
          </>
        )}
      </Answer>
    </SectionPage>
  );
}

/** What the operator should do; that there is nothing to do is worth a sentence too. */
function AdviceList({ health }: { health: Health }) {
  const { t } = useTranslation("admin");
  if (health.advice.length === 0)
    return (
      <Banner icon={<IconCircleCheck />} spoken="off">
        {t("overview.well")}
      </Banner>
    );
  return (
    <ul className={styles.advice} aria-label={t("overview.advice")}>
      {health.advice.map((advice) => (
        <li key={advice.words}>
          <Banner tone="attention" icon={<IconAlertTriangle />} spoken="off">
            <AdviceWords advice={advice} />
          </Banner>
        </li>
      ))}
    </ul>
  );
}

/** The media core writes for the operator's log: its sentence is shown as it stands, below ours. */
function AdviceWords({ advice }: { advice: Advice }) {
  const { t } = useTranslation("admin");
  if (advice.code === "disk_low") return t("overview.diskLow");
  if (advice.code === "certificate_ends") return t("overview.certificateEnds");
  return (
    <>
      {t("overview.mediaCore")}
      <code className={styles.words} lang="en">
        {advice.words}
      </code>
    </>
  );
}
