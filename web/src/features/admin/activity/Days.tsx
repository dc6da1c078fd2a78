/** The entries of the log below the days they belong to, each as a sentence. */
import { useTranslation } from "react-i18next";
import type { ActivityEntry } from "@/api/admin";
import styles from "./ActivitySection.module.css";
import { ABOUT_PEOPLE, isKnown } from "./acts";
import type { Filter } from "./filter";

type OnActor = (actor: Filter["actor"]) => void;

export function Days({ entries, onActor }: { entries: readonly ActivityEntry[]; onActor: OnActor }) {
  const { i18n } = useTranslation("admin");
  const day = new Intl.DateTimeFormat(i18n.language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
  return byDay(entries).map((group) => {
    const name = day.format(group.start);
    return (
      <section key={name} className={styles.group}>
        <h2 className={styles.heading}>{name}</h2>
        <ol>
          {group.entries.map((entry) => (
            <EntryLine key={entry.id} entry={entry} onActor={onActor} />
          ))}
        </ol>
      </section>
    );
  });
}

function EntryLine({ entry, onActor }: { entry: ActivityEntry; onActor: OnActor }) {
  const { t, i18n } = useTranslation("admin");
  const at = new Date(entry.at);
  const time = new Intl.DateTimeFormat(i18n.language, { hour: "numeric", minute: "2-digit" });
  const name = entry.actor_name;
  return (
    <li className={styles.entry}>
      <time className={styles.time} dateTime={entry.at}>
        {time.format(at)}
      </time>
      <span className={styles.sentence}>
        {name ? (
          <button
            type="button"
            className={styles.name}
            title={t("activity.onlyBy", { name })}
            onClick={() => onActor({ id: entry.actor, name })}
          >
            {name}
          </button>
        ) : (
          <span className={styles.gone}>{t("activity.gone")}</span>
        )}{" "}
        <ActWords entry={entry} />
      </span>
      <span className={styles.address}>{entry.address}</span>
    </li>
  );
}

function ActWords({ entry }: { entry: ActivityEntry }) {
  const { t } = useTranslation("admin");
  const { act, about, about_name: name } = entry;
  // A newer server: its own word is better than silence.
  if (!isKnown(act)) return <code>{act}</code>;
  if (act === "account_changed" && about === entry.actor) return t("activity.ownAccount");
  return t(`activity.acts.${act}`, { about: ABOUT_PEOPLE.has(act) ? name || t("activity.gone") : about });
}

interface Group {
  start: Date;
  entries: ActivityEntry[];
}

/** In the order they come, a new group where the day of this device's time zone is another. */
function byDay(entries: readonly ActivityEntry[]): Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const at = new Date(entry.at);
    const last = groups.at(-1);
    if (last?.start.toDateString() === at.toDateString()) last.entries.push(entry);
    else groups.push({ start: at, entries: [entry] });
  }
  return groups;
}
