/** What people in meetings reported of others, until somebody has dealt with it. */
import { IconCheck, IconFlag } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { closeReport, openReports, type Report } from "@/api/admin";
import { ApiError } from "@/api/http";
import { momentOf } from "@/features/home/moment";
import { Button } from "@/ui/Button";
import { Answer } from "../Answer";
import { AskDialog } from "../AskDialog";
import styles from "../List.module.css";
import { Nothing } from "../Nothing";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";

const GONE = 404;

export default function ReportsSection() {
  const { t } = useTranslation("admin");
  const open = useAsked(openReports);
  const [asked, setAsked] = useState<Report | null>(null);

  const close = async (report: Report) => {
    try {
      await closeReport(report.id);
    } catch (error) {
      // A colleague was faster: what was wished is so.
      if (!(error instanceof ApiError) || error.status !== GONE) throw error;
    }
    setAsked(null);
    await open.again();
  };
  return (
    <SectionPage title={t("reports.title")} lead={t("reports.lead")}>
      <Answer to={open}>
        {(reports) =>
          reports.length === 0 ? (
            <Nothing icon={IconFlag}>{t("reports.none")}</Nothing>
          ) : (
            <ul aria-label={t("reports.title")}>
              {reports.map((report) => (
                <ReportLine key={report.id} report={report} onDone={() => setAsked(report)} />
              ))}
            </ul>
          )
        }
      </Answer>
      {asked && (
        <AskDialog
          title={t("reports.doneTitle", { name: asked.about_name })}
          act={t("reports.done")}
          kind="primary"
          onAct={() => close(asked)}
          onClose={() => setAsked(null)}
        >
          {t("reports.doneText")}
        </AskDialog>
      )}
    </SectionPage>
  );
}

function ReportLine({ report, onDone }: { report: Report; onDone(): void }) {
  const { t, i18n } = useTranslation("admin");
  const { about_name: name, meeting, text } = report;
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <div className={styles.name}>{t("reports.about", { name })}</div>
        <div className={styles.soft}>
          {momentOf(Date.parse(report.reported_at), Date.now(), i18n.language)}
          {" · "}
          <a className={styles.link} href={`/m/${encodeURIComponent(meeting)}`} target="_blank" rel="noreferrer">
            {t("reports.meeting", { id: meeting })}
          </a>
        </div>
        <p className={styles.text}>{text || t("reports.noText")}</p>
      </div>
      <Button icon={<IconCheck />} onClick={onDone} aria-label={t("reports.doneOf", { name })}>
        {t("reports.done")}
      </Button>
    </li>
  );
}
