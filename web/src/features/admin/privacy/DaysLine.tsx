/** One kind of thing that is kept: what it is, and its days or "for ever". */
import { useTranslation } from "react-i18next";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import list from "../List.module.css";
import { DAYS_MAX, DAYS_MIN, daysIn, type Kind, type TypedDays } from "./days";
import styles from "./PrivacySection.module.css";

export interface DaysLineProps {
  kind: Kind;
  typed: TypedDays;
  onTyped(typed: TypedDays): void;
}

export function DaysLine({ kind, typed: { days, forever }, onTyped }: DaysLineProps) {
  const { t, i18n } = useTranslation("privacy");
  const number = daysIn(days);
  const most = new Intl.NumberFormat(i18n.language).format(DAYS_MAX);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside its fields in a row.
    <div role="group" aria-labelledby={`kept-${kind}`} className={list.line}>
      <div className={list.words}>
        <h2 id={`kept-${kind}`} className={styles.kind}>
          {t(`kinds.${kind}`)}
        </h2>
        <p className={list.soft}>{t(`means.${kind}`)}</p>
      </div>
      <div className={styles.control}>
        <TextField
          label={t("daysOf", { what: t(`kinds.${kind}`) })}
          labelHidden
          inputMode="numeric"
          autoComplete="off"
          className={styles.days}
          disabled={forever}
          value={forever ? "" : days}
          error={forever || number !== undefined ? undefined : t("wrong", { least: DAYS_MIN, most })}
          onChange={(event) => onTyped({ days: event.target.value, forever: false })}
          end={!forever && <span className={styles.unit}>{t("days", { count: number ?? DAYS_MAX })}</span>}
        />
        {kind !== "log" && (
          <div className={styles.forever}>
            <Switch label={t("forever")} checked={forever} onChange={(now) => onTyped({ days, forever: now })} />
          </div>
        )}
      </div>
    </div>
  );
}
