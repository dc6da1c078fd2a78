/** In place of the Join button while a host has not let me in: what I wait for, how long, where in line, their word. */
import { IconMessage } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Outlook } from "@/api/door";
import { useTitle } from "@/platform/useTitle";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import styles from "./Lobby.module.css";
import { useWaiting, type WaitingEnds } from "./useWaiting";

export interface LobbyProps extends WaitingEnds {
  meeting: string;
  title: string;
  first: Outlook;
  onLeave(): void;
}

const MINUTE = 60_000;

export function Lobby({ meeting, title, first, onLeave, ...ends }: LobbyProps) {
  const { t, i18n } = useTranslation("host");
  const outlook = useWaiting(meeting, first, ends);
  const minutes = useMinutes(outlook.since ?? first.since);
  const opening =
    outlook.opens === null
      ? t("lobby.opensWithHost")
      : t("lobby.opensAt", { time: momentText(new Date(outlook.opens), new Date(), i18n.language) });
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(t("lobby.title", { title }));
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.lobby} data-testid="lobby">
      <div className={styles.head}>
        <Spinner />
        <h2 ref={heading} tabIndex={-1}>
          {t(outlook.early ? "lobby.early" : "lobby.heading")}
        </h2>
      </div>
      <p aria-live="polite">{outlook.early ? opening : t(outlook.host_here ? "lobby.text" : "lobby.noHost")}</p>
      <p className={styles.soft}>
        {outlook.early
          ? null
          : outlook.place === 1
            ? t("lobby.first")
            : outlook.place > 1 && t("lobby.place", { place: outlook.place })}{" "}
        {minutes > 0 && t("lobby.since", { count: minutes })}
      </p>
      {outlook.note !== "" && (
        <Banner icon={<IconMessage />}>
          <span className={styles.soft}>{t("lobby.note")}</span>
          <br />
          {outlook.note}
        </Banner>
      )}
      <Button wide onClick={onLeave}>
        {t("lobby.leave")}
      </Button>
    </section>
  );
}

/** Full minutes since then, ticking; 0 while it is not known. */
function useMinutes(since: string | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 6);
    return () => clearInterval(timer);
  }, []);
  return since === null ? 0 : Math.max(0, Math.floor((now - Date.parse(since)) / MINUTE));
}

/** "09:50", on another day with the day before it. */
export function momentText(moment: Date, now: Date, language: string): string {
  const sameDay = moment.toDateString() === now.toDateString();
  const day = sameDay ? {} : ({ weekday: "long", day: "numeric", month: "long" } as const);
  return new Intl.DateTimeFormat(language, { ...day, hour: "2-digit", minute: "2-digit" }).format(moment);
}
