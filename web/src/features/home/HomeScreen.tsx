/** The first page: start a meeting, or go to one by link or code. Nothing else asks for attention. */
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/features/account/me";
import { recentMeetings } from "@/platform/recent";
import { useTitle } from "@/platform/useTitle";
import { Clock } from "./Clock";
import { Frame } from "./Frame";
import styles from "./HomeScreen.module.css";
import { JoinByCode } from "./JoinByCode";
import { RecentList } from "./RecentList";
import { StartMeeting } from "./StartMeeting";

/** Guests, who are most people, never fetch it. */
const Coming = lazy(() => import("@/features/calendar/Coming"));

export function HomeScreen() {
  const { t } = useTranslation("home");
  useTitle();
  const me = useMe();
  return (
    <div className={styles.halves}>
      <Frame>
        <div className={styles.column}>
          <h1 className={styles.title}>{t("title")}</h1>
          <StartMeeting />
          <p className={styles.or}>{t("or")}</p>
          <JoinByCode />
          {me && (
            <Suspense fallback={null}>
              <Coming />
            </Suspense>
          )}
          <RecentList meetings={recentMeetings()} />
        </div>
      </Frame>
      <Clock />
    </div>
  );
}
