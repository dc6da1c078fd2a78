/** The meetings last joined on this device. */
import { IconChevronRight, IconMessages } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { onLinkPress } from "@/platform/navigation";
import type { RecentMeeting } from "@/platform/recent";
import { momentOf } from "./moment";
import styles from "./RecentList.module.css";

export function RecentList({ meetings }: { meetings: readonly RecentMeeting[] }) {
  const { t, i18n } = useTranslation("home");
  if (meetings.length === 0) return null;
  return (
    <section className={styles.recent} aria-labelledby="recent">
      <div className={styles.top}>
        <h2 id="recent" className={styles.heading}>
          {t("recent")}
        </h2>
        <a className={styles.chats} href="/chats" onClick={onLinkPress}>
          <IconMessages size={18} aria-hidden="true" />
          {t("chats")}
        </a>
      </div>
      <ul>
        {meetings.map((meeting) => (
          <li key={meeting.id}>
            <a className={styles.row} href={`/m/${encodeURIComponent(meeting.id)}`} onClick={onLinkPress}>
              <span className={styles.words}>
                <span className={styles.name}>{meeting.title || meeting.id}</span>
                <span className={styles.when}>{momentOf(meeting.at, Date.now(), i18n.language)}</span>
              </span>
              <IconChevronRight size={18} aria-hidden="true" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
