/** With which rules new meetings start, and which of them nobody changes. */
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type EntryRule, RIGHTS } from "@/api/host";
import type { Choice, MeetingRules } from "@/api/siteSettings";
import { Choices } from "@/ui/Choices";
import { Segments } from "@/ui/Segments";
import { Select } from "@/ui/Select";
import { Switch } from "@/ui/Switch";
import { type FormProps, SettingsForm } from "./SettingsForm";
import styles from "./SettingsSection.module.css";

const ENTRIES: readonly EntryRule[] = ["link", "signed_in", "invited"];
/** A switch and its lock as one choice. */
type Standing = "on" | "off" | "always" | "never";
const STANDINGS: readonly Standing[] = ["on", "off", "always", "never"];

export function RulesForm({ now, onSaved }: FormProps) {
  const { t } = useTranslation(["site", "host"]);
  const [meetings, setMeetings] = useState(now.meetings);
  const change = (part: Partial<MeetingRules>) => setMeetings({ ...meetings, ...part });
  const { entry, others, switches } = meetings;
  return (
    <SettingsForm title={t("site:rules.title")} lead={t("site:rules.lead")} wish={{ meetings }} onSaved={onSaved}>
      <Part title={t("host:door.title")}>
        <Choices
          label={t("host:door.title")}
          value={entry.value}
          options={ENTRIES.map((value) => ({
            value,
            label: t(`host:door.${value}`),
            hint: t(value === "link" ? "host:door.hint.link" : `site:rules.hint.${value}_${others.value}`),
          }))}
          onChange={(value) => change({ entry: { ...entry, value } })}
        />
        <Fixed of={entry} what={t("host:door.title")} onChange={(now) => change({ entry: now })} />
      </Part>
      <Part title={t("host:door.others")}>
        <Segments
          label={t("host:door.others")}
          value={others.value}
          options={[
            { value: "wait", label: t("host:door.wait") },
            { value: "refuse", label: t("host:door.refuse") },
          ]}
          onChange={(value) => change({ others: { ...others, value } })}
        />
        <Fixed of={others} what={t("host:door.others")} onChange={(now) => change({ others: now })} />
      </Part>
      <Part title={t("host:switches.title")}>
        {RIGHTS.map((right) => (
          <div key={right} className={styles.line}>
            <span>{t(`host:switches.${right}`)}</span>
            <Select
              label={t(`host:switches.${right}`)}
              value={standingOf(switches[right])}
              options={STANDINGS.map((value) => ({ value, label: t(`site:rules.standing.${value}`) }))}
              onChange={(standing) => change({ switches: { ...switches, [right]: choiceOf(standing) } })}
            />
          </div>
        ))}
      </Part>
    </SettingsForm>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: groups of radio buttons stand in it, each with a name of its own.
    <div role="group" aria-labelledby={heading} className={styles.part}>
      <h3 id={heading} className={styles.subheading}>
        {title}
      </h3>
      {children}
    </div>
  );
}

interface FixedProps<T> {
  of: Choice<T>;
  what: string;
  onChange(choice: Choice<T>): void;
}

function Fixed<T>({ of: choice, what, onChange }: FixedProps<T>) {
  const { t } = useTranslation("site");
  return (
    <Switch
      label={t("rules.fixed")}
      hint={t("rules.fixedHint", { what })}
      checked={choice.forced}
      onChange={(forced) => onChange({ ...choice, forced })}
    />
  );
}

function standingOf({ value, forced }: Choice<boolean>): Standing {
  if (forced) return value ? "always" : "never";
  return value ? "on" : "off";
}

function choiceOf(standing: Standing): Choice<boolean> {
  return { value: standing === "on" || standing === "always", forced: standing === "always" || standing === "never" };
}
