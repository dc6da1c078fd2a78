/** The field for a pasted link or a code that somebody read out. */
import { IconArrowRight, IconLink } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { goTo } from "@/platform/navigation";
import { IconButton } from "@/ui/IconButton";
import { TextField } from "@/ui/TextField";
import { readPasted } from "./code";

export function JoinByCode() {
  const { t } = useTranslation("home");
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);

  const go = (event: FormEvent) => {
    event.preventDefault();
    const pasted = readPasted(text, window.location.origin);
    if (pasted === null) setWrong(true);
    else if ("here" in pasted) goTo(`/m/${pasted.here}`);
    else window.location.assign(pasted.elsewhere);
  };

  return (
    <form onSubmit={go} noValidate>
      <TextField
        label={t("code.label")}
        labelHidden
        placeholder={t("code.placeholder")}
        icon={<IconLink />}
        value={text}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="go"
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        error={wrong ? t("code.wrong") : undefined}
        end={<IconButton type="submit" label={t("code.go")} icon={<IconArrowRight />} />}
      />
    </form>
  );
}
