/** Name and Join. Pressable from the first moment: devices, and even the answer about the meeting, may come later. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import styles from "./JoinForm.module.css";

/** Characters; the server refuses more. */
const LONGEST_NAME = 60;

export interface JoinFormProps {
  name: string;
  busy: boolean;
  onName(name: string): void;
  onJoin(): void;
}

export function JoinForm({ name, busy, onName, onJoin }: JoinFormProps) {
  const { t } = useTranslation("join");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const known = useRef(name !== "");
  // A first guest types the name; one who has been here presses Enter.
  useEffect(() => (known.current ? button : field).current?.focus({ preventScroll: true }), []);

  const join = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      setMissing(true);
      field.current?.focus();
    } else onJoin();
  };

  return (
    <form className={styles.form} onSubmit={join} noValidate>
      <TextField
        ref={field}
        label={t("name.label")}
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="name"
        autoCapitalize="words"
        enterKeyHint="go"
        onChange={(event) => {
          onName(event.target.value);
          setMissing(false);
        }}
        error={missing ? t("name.missing") : undefined}
      />
      <Button ref={button} type="submit" kind="primary" size="l" wide busy={busy}>
        {t("join")}
      </Button>
    </form>
  );
}
