/** Meetings that take place: since when, who started them, how many are in; come in, or end them for everybody. */
import { IconDoorEnter, IconMoodSmile, IconPlayerStop } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endMeeting, type LiveMeeting, liveMeetings } from "@/api/admin";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { toast } from "@/ui/toasts";
import { Answer } from "../Answer";
import { AskDialog } from "../AskDialog";
import styles from "../List.module.css";
import { spanOf } from "../measures";
import { Nothing } from "../Nothing";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import { useRefresh } from "../useRefresh";

/** Milliseconds between two looks: people come and go; shorter costs the server more than it tells. */
const EVERY = 5000;

export default function MeetingsSection() {
  const { t } = useTranslation("admin");
  const live = useAsked(liveMeetings);
  const [asked, setAsked] = useState<LiveMeeting | null>(null);
  useRefresh(live.again, EVERY);

  const end = async (meeting: LiveMeeting) => {
    await endMeeting(meeting.id);
    setAsked(null);
    toast({ kind: "meeting-ended", text: t("meetings.ended", { name: nameOf(meeting) }) });
    await live.again();
  };
  return (
    <SectionPage title={t("meetings.title")} lead={t("meetings.lead")}>
      <Answer to={live}>
        {(meetings) =>
          meetings.length === 0 ? (
            <Nothing icon={IconMoodSmile}>{t("meetings.none")}</Nothing>
          ) : (
            <ul aria-label={t("meetings.title")}>
              {meetings.map((meeting) => (
                <MeetingLine key={meeting.id} meeting={meeting} onEnd={() => setAsked(meeting)} />
              ))}
            </ul>
          )
        }
      </Answer>
      {asked && (
        <AskDialog
          title={t("meetings.endTitle", { name: nameOf(asked) })}
          act={t("meetings.endForAll")}
          onAct={() => end(asked)}
          onClose={() => setAsked(null)}
        >
          {t("meetings.endText", { count: asked.people })}
        </AskDialog>
      )}
    </SectionPage>
  );
}

function MeetingLine({ meeting, onEnd }: { meeting: LiveMeeting; onEnd(): void }) {
  const { t, i18n } = useTranslation("admin");
  const name = nameOf(meeting);
  const facts = [
    t("meetings.people", { count: meeting.people }),
    meeting.since && t("meetings.for", { span: spanOf(Date.now() - Date.parse(meeting.since), i18n.language) }),
    meeting.owner ? t("meetings.by", { name: meeting.owner }) : t("meetings.byGuest"),
  ];
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <div className={styles.name}>{name}</div>
        <div className={styles.soft}>{facts.filter(Boolean).join(" · ")}</div>
      </div>
      <div className={styles.acts}>
        {/* In a tab of its own: an administrator comes back to the list. */}
        <ButtonLink
          href={`/m/${encodeURIComponent(meeting.id)}`}
          target="_blank"
          rel="noreferrer"
          icon={<IconDoorEnter />}
          aria-label={t("meetings.joinOf", { name })}
        >
          {t("meetings.join")}
        </ButtonLink>
        <Button icon={<IconPlayerStop />} onClick={onEnd} aria-label={t("meetings.endOf", { name })}>
          {t("meetings.end")}
        </Button>
      </div>
    </li>
  );
}

/** A meeting that nobody named is known by its code. */
function nameOf({ title, id }: LiveMeeting): string {
  return title || id;
}
