/** The activity log: who did what on the site, by day, newest first; narrowed by kind, person and days; as a table too. */
import { IconDownload, IconHistory, IconRefresh, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { activityTable } from "@/api/admin";
import { Waiting } from "@/features/home/Waiting";
import { useErrorText } from "@/i18n/useErrorText";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { Nothing } from "../Nothing";
import { SectionPage } from "../SectionPage";
import styles from "./ActivitySection.module.css";
import { KIND_NAMES } from "./acts";
import { Days } from "./Days";
import { EVERYTHING, type Filter, isEverything, queryOf } from "./filter";
import { type Log, useActivity } from "./useActivity";

export default function ActivitySection() {
  const { t } = useTranslation("admin");
  const [filter, setFilter] = useState(EVERYTHING);
  const query = useMemo(() => queryOf(filter), [filter]);
  const log = useActivity(query);
  return (
    <SectionPage
      title={t("activity.title")}
      lead={t("activity.lead")}
      acts={
        <ButtonLink href={activityTable(query)} download="activity.csv" icon={<IconDownload />}>
          {t("activity.export")}
        </ButtonLink>
      }
    >
      <Filters filter={filter} onChange={setFilter} />
      <div className={styles.log} aria-busy={log.busy}>
        <Days entries={log.entries} onActor={(actor) => setFilter({ ...filter, actor })} />
        <Rest log={log} narrowed={!isEverything(filter)} onEverything={() => setFilter(EVERYTHING)} />
      </div>
    </SectionPage>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange(filter: Filter): void }) {
  const { t } = useTranslation("admin");
  const kinds = [
    { value: null, label: t("activity.everyKind") },
    ...KIND_NAMES.map((kind) => ({ value: kind, label: t(`activity.kinds.${kind}`) })),
  ];
  const { actor } = filter;
  return (
    <section className={styles.filters} aria-label={t("activity.filters")}>
      <div className={styles.kind}>
        <span className={styles.label}>{t("activity.kind")}</span>
        <Select
          label={t("activity.kind")}
          value={filter.kind}
          options={kinds}
          onChange={(kind) => onChange({ ...filter, kind })}
        />
      </div>
      <TextField
        label={t("activity.from")}
        className={styles.day}
        type="date"
        max={filter.to || undefined}
        value={filter.from}
        onChange={(event) => onChange({ ...filter, from: event.target.value })}
      />
      <TextField
        label={t("activity.to")}
        className={styles.day}
        type="date"
        min={filter.from || undefined}
        value={filter.to}
        onChange={(event) => onChange({ ...filter, to: event.target.value })}
      />
      {actor && (
        <Button className={styles.actor} icon={<IconX />} onClick={() => onChange({ ...filter, actor: null })}>
          {t("activity.onlyBy", { name: actor.name })}
        </Button>
      )}
    </section>
  );
}

/** Below the list: what is still to come, why it did not come, or that there is nothing. */
function Rest({ log, narrowed, onEverything }: { log: Log; narrowed: boolean; onEverything(): void }) {
  const { t } = useTranslation("admin");
  const errorText = useErrorText();
  if (log.problem !== null)
    return (
      <Banner
        tone="danger"
        spoken="assertive"
        actions={
          <Button icon={<IconRefresh />} onClick={log.more}>
            {t("again")}
          </Button>
        }
      >
        {errorText(log.problem)}
      </Banner>
    );
  if (log.busy && log.entries.length === 0) return <Waiting />;
  if (log.entries.length === 0)
    return (
      <>
        <Nothing icon={IconHistory}>{narrowed ? t("activity.noneFound") : t("activity.none")}</Nothing>
        {narrowed && (
          <Button className={styles.more} onClick={onEverything}>
            {t("activity.everything")}
          </Button>
        )}
      </>
    );
  if (!log.hasMore) return null;
  return (
    <Button className={styles.more} busy={log.busy} onClick={log.more}>
      {t("activity.more")}
    </Button>
  );
}
