/** The passphrase of a backup. It can be looked at: nobody can open the file when it was mistyped. */
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import { TextField } from "@/ui/TextField";

/** Characters; the server refuses more. */
const PASSPHRASE_MAX = 1000;

export interface PassphraseFieldProps {
  /** Characters it must have. */
  min: number;
  value: string;
  disabled: boolean;
  onChange(passphrase: string): void;
}

export function PassphraseField({ min, value, disabled, onChange }: PassphraseFieldProps) {
  const { t } = useTranslation("admin");
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={t("backups.passphrase")}
      hint={t("backups.passphraseHint", { count: min })}
      type={shown ? "text" : "password"}
      autoComplete="new-password"
      autoCapitalize="off"
      spellCheck={false}
      required
      maxLength={PASSPHRASE_MAX}
      value={value}
      readOnly={disabled}
      data-first=""
      onChange={(event) => onChange(event.target.value)}
      end={
        <IconButton
          label={shown ? t("backups.hide") : t("backups.show")}
          icon={shown ? <IconEyeOff /> : <IconEye />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
