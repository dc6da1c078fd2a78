/** The numbers of the box, each with its name: server, disk, certificate, and what the media core carries now. */
import { useTranslation } from "react-i18next";
import type { Health } from "@/api/admin";
import { shareOf, sizeOf, spanOf } from "../measures";
import styles from "./OverviewSection.module.css";

export function Facts({ health }: { health: Health }) {
  return (
    <div className={styles.groups}>
      <ServerFacts health={health} />
      <StorageFacts health={health} />
      <MediaFacts media={health.media} />
    </div>
  );
}

function ServerFacts({ health }: { health: Health }) {
  const { t, i18n } = useTranslation("admin");
  const started = new Date(health.started_at);
  const moment = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "long" });
  return (
    <Group name={t("overview.server")}>
      <Fact name={t("overview.version")}>{health.version}</Fact>
      <Fact name={t("overview.running")} note={t("overview.since", { when: moment.format(started) })}>
        {spanOf(Date.now() - started.getTime(), i18n.language)}
      </Fact>
      <Fact name={t("overview.port")} note={t("overview.portNote")}>
        {health.port}
      </Fact>
      <Fact name={t("overview.certificate")}>
        {health.certificate_until === null
          ? t("overview.noCertificate")
          : t("overview.until", { day: day.format(new Date(health.certificate_until)) })}
      </Fact>
    </Group>
  );
}

function StorageFacts({ health }: { health: Health }) {
  const { t, i18n } = useTranslation("admin");
  const { disk_free: free, disk_total: total } = health;
  const used = total > 0 ? (total - free) / total : 0;
  return (
    <Group name={t("overview.storage")}>
      <Fact
        name={t("overview.disk")}
        note={
          <meter className={styles.meter} min={0} max={1} value={used} aria-label={t("overview.diskUsed")}>
            {shareOf(used, i18n.language)}
          </meter>
        }
      >
        {t("overview.free", { free: sizeOf(free, i18n.language), total: sizeOf(total, i18n.language) })}
      </Fact>
      <Fact name={t("overview.database")}>{sizeOf(health.database_bytes, i18n.language)}</Fact>
    </Group>
  );
}

/** A core that is not there, or an older one, leaves its numbers out. */
function MediaFacts({ media }: { media: Health["media"] }) {
  const { t, i18n } = useTranslation("admin");
  const count = new Intl.NumberFormat(i18n.language);
  const busy = media.busy_percent;
  const known = media.peers !== undefined;
  return (
    <Group name={t("overview.media")}>
      {!known && <p className={styles.note}>{t("overview.noMedia")}</p>}
      {known && <Fact name={t("overview.people")}>{count.format(media.peers ?? 0)}</Fact>}
      {busy !== undefined && (
        <Fact name={t("overview.load")} note={t("overview.loadNote")}>
          {shareOf(busy / 100, i18n.language)}
        </Fact>
      )}
      {known && (
        <Fact name={t("overview.streams")}>
          {t("overview.inAndOut", {
            in: count.format(media.up_tracks ?? 0),
            out: count.format(media.down_tracks ?? 0),
          })}
        </Fact>
      )}
    </Group>
  );
}

function Group({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <section className={styles.group}>
      <h2 className={styles.heading}>{name}</h2>
      <dl className={styles.facts}>{children}</dl>
    </section>
  );
}

function Fact({ name, note, children }: { name: string; note?: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        {children}
        {note && <div className={styles.note}>{note}</div>}
      </dd>
    </div>
  );
}
