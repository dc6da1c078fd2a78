/** The accent: picked from the browser's palette or written as six digits. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextField } from "@/ui/TextField";
import styles from "./Branding.module.css";
import { colourOf } from "./colour";

/** What the palette opens with while the site has no colour of its own (ui/tokens.css, indigo-600). */
const OWN = "#464cc2";

export interface ColourFieldProps {
  /** As it was written. */
  text: string;
  onText(text: string): void;
}

export function ColourField({ text, onText }: ColourFieldProps) {
  const { t } = useTranslation("branding");
  // Nobody is told that half a colour is none while writing it.
  const [left, setLeft] = useState(false);
  const colour = colourOf(text);
  return (
    <TextField
      label={t("colour.label")}
      value={text}
      placeholder={OWN}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      hint={t("colour.hint")}
      error={left && colour === null ? t("colour.wrong") : undefined}
      onChange={(event) => {
        setLeft(false);
        onText(event.target.value);
      }}
      onBlur={() => setLeft(true)}
      end={
        <span className={styles.swatch}>
          <input
            type="color"
            className={styles.palette}
            aria-label={t("colour.pick")}
            value={colour || OWN}
            onChange={(event) => onText(event.target.value)}
          />
        </span>
      }
    />
  );
}
