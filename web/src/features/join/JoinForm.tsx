/** Name and Join. Pressable from the first moment: devices, and even the answer about the meeting, may come later. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import styles from "./JoinForm.module.css";

/** Characters; the server refuses more. */
const LONGEST_NAME = 60;
/** Ten digits, typed in groups. */
const LONGEST_PIN = 20;

export interface JoinFormProps {
  name: string;
  /** null = none is asked for. */
  pin: string | null;
  /** The PIN that was sent is not the right one. */
  pinWrong: boolean;
  busy: boolean;
  onName(name: string): void;
  onPin(pin: string): void;
  onJoin(): void;
}

export function JoinForm({ name, pin, pinWrong, busy, onName, onPin, onJoin }: JoinFormProps) {
  const { t } = useTranslation(["join", "errors"]);
  const [missing, setMissing] = useState(false);
  const [pinMissing, setPinMissing] = useState(false);
  const pinField = useRef<HTMLInputElement>(null);
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
    } else if (pin !== null && pin.trim() === "") {
      setPinMissing(true);
      pinField.current?.focus();
    } else onJoin();
  };

  return (
    <form className={styles.form} onSubmit={join} noValidate>
      <TextField
        ref={field}
        label={t("join:name.label")}
        value={name}
        maxLength={LONGEST_NAME}
        autoComplete="name"
        autoCapitalize="words"
        enterKeyHint="go"
        onChange={(event) => {
          onName(event.target.value);
          setMissing(false);
        }}
        error={missing ? t("join:name.missing") : undefined}
      />
      {pin !== null && (
        <TextField
          ref={pinField}
          label={t("join:pin.label")}
          value={pin}
          maxLength={LONGEST_PIN}
          inputMode="numeric"
          autoComplete="off"
          enterKeyHint="go"
          onChange={(event) => {
            onPin(event.target.value);
            setPinMissing(false);
          }}
          error={pinMissing ? t("join:pin.missing") : pinWrong ? t("errors:pin_wrong") : undefined}
        />
      )}
      <Button ref={button} type="submit" kind="primary" size="l" wide busy={busy}>
        {t("join:join")}
      </Button>
    </form>
  );
}
