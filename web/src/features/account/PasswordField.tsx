/** A password that can be looked at. New ones say how long they must be before anybody is refused. */
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import { TextField, type TextFieldProps } from "@/ui/TextField";

/** Characters; the server refuses less and more. */
export const PASSWORD_MIN = 10;
const PASSWORD_MAX = 256;

export interface PasswordFieldProps extends Omit<TextFieldProps, "type" | "end" | "hint"> {
  /** One that is being chosen: password managers offer to make it. */
  fresh?: boolean;
}

export function PasswordField({ fresh, ...rest }: PasswordFieldProps) {
  const { t } = useTranslation("account");
  const [shown, setShown] = useState(false);
  return (
    <TextField
      maxLength={PASSWORD_MAX}
      autoComplete={fresh ? "new-password" : "current-password"}
      autoCapitalize="off"
      spellCheck={false}
      {...rest}
      type={shown ? "text" : "password"}
      hint={fresh ? t("password.rule", { count: PASSWORD_MIN }) : undefined}
      end={
        <IconButton
          label={shown ? t("password.hide") : t("password.show")}
          icon={shown ? <IconEyeOff /> : <IconEye />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

/** Whether a chosen password is long enough to be sent. */
export function isLongEnough(password: string): boolean {
  return password.length >= PASSWORD_MIN;
}
