/** Who stands before the door, on top of the list of people: since when, let in, send away, a word to all of them. */
import { IconMessage, IconUserX } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { WaitingPerson } from "@/api/host";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import styles from "./WaitingList.module.css";

const MINUTE = 60_000;
/** Characters; the server refuses more. */
const LONGEST_NOTE = 300;

export function WaitingList() {
  const { t } = useTranslation("host");
  const { waiting } = useCall();
  const attempt = useAttempt();
  const line = useStore(waiting.store, (state) => state.waiting);
  const [writing, setWriting] = useState(false);
  if (line.length === 0) return null;
  return (
    <section className={styles.list} aria-label={t("waiting.title", { count: line.length })} data-testid="waiting">
      <div className={styles.head}>
        <h3>{t("waiting.title", { count: line.length })}</h3>
        <IconButton
          size="s"
          label={t("waiting.note")}
          icon={<IconMessage />}
          hintSide="bottom"
          aria-expanded={writing}
          onClick={() => setWriting(!writing)}
        />
        {line.length > 1 && (
          <Button kind="quiet" onClick={() => void attempt("admit", () => waiting.admit(null))}>
            {t("waiting.admitAll")}
          </Button>
        )}
      </div>
      <ul>
        {line.map((person) => (
          <Row key={person.identity} person={person} />
        ))}
      </ul>
      {writing && <Note onDone={() => setWriting(false)} />}
    </section>
  );
}

function Row({ person }: { person: WaitingPerson }) {
  const { t } = useTranslation("host");
  const { waiting } = useCall();
  const attempt = useAttempt();
  const minutes = useMinutes(person.since);
  const { identity, name } = person;
  return (
    <li className={styles.row} data-testid="waiting-person">
      <Avatar id={identity} name={name} size={36} />
      <span className={styles.who}>
        <span className={styles.name}>{name}</span>
        <span className={styles.since}>
          {minutes === 0 ? t("waiting.now") : t("waiting.since", { count: minutes })}
        </span>
      </span>
      <IconButton
        size="s"
        label={t("waiting.deny", { name })}
        icon={<IconUserX />}
        hintSide="bottom"
        onClick={() => void attempt("deny", () => waiting.deny(identity))}
      />
      <Button
        kind="primary"
        aria-label={t("waiting.admitOne", { name })}
        onClick={() => void attempt("admit", () => waiting.admit(identity))}
      >
        {t("waiting.admit")}
      </Button>
    </li>
  );
}

/** Full minutes since then, ticking. */
function useMinutes(since: string): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 4);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - Date.parse(since)) / MINUTE));
}

function Note({ onDone }: { onDone(): void }) {
  const { t } = useTranslation("host");
  const { waiting } = useCall();
  const attempt = useAttempt();
  const note = useStore(waiting.store, (state) => state.note);
  const [typed, setTyped] = useState(note);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await attempt("note", () => waiting.writeNote(typed.trim())))) return;
    onDone();
    toast({ kind: "note", text: t(typed.trim() ? "waiting.noteSent" : "waiting.noteGone") });
  };
  return (
    <form className={styles.note} onSubmit={(event) => void send(event)}>
      <TextField
        label={t("waiting.note")}
        labelHidden
        placeholder={t("waiting.note")}
        value={typed}
        maxLength={LONGEST_NOTE}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit">{t("waiting.send")}</Button>
    </form>
  );
}
