/** A signed link for one person: it opens the door whatever the rule says, and says as what somebody comes. */
import { IconLink } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCall, useMe } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import styles from "./HostPanel.module.css";

type Invited = "participant" | "observer" | "cohost";

/** Hours that are offered: a meeting of today, tomorrow, the usual, a course. */
const LIVES = [1, 24, 168, 720];
/** What most invitations are made for: a meeting of next week. */
const USUAL_LIFE = 168;
/** Characters; the server refuses more. */
const LONGEST_NAME = 60;

export function Invitations() {
  const { t, i18n } = useTranslation("host");
  const { server } = useCall();
  const attempt = useAttempt();
  const host = useMe()?.role === "host";
  const [role, setRole] = useState<Invited>("participant");
  const [hours, setHours] = useState(USUAL_LIFE);
  const [name, setName] = useState("");
  const heading = useId();
  const roles: readonly Invited[] = host ? ["participant", "observer", "cohost"] : ["participant", "observer"];
  const make = (event: FormEvent) => {
    event.preventDefault();
    void attempt("invitation", async () => {
      const link = await server.host.invite(role, name.trim(), hours);
      const copied = await copyText(link);
      toast({ kind: "invite", text: copied ? t("invitation.copied") : t("invitation.byHand", { link }) });
    });
  };
  return (
    <section className={styles.part} aria-labelledby={heading}>
      <h3 id={heading}>{t("invitation.title")}</h3>
      <p className={styles.hint}>{t("invitation.hint")}</p>
      <form className={styles.part} onSubmit={make}>
        <TextField
          label={t("invitation.name")}
          value={name}
          maxLength={LONGEST_NAME}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t("invitation.role")}
          value={role}
          options={roles.map((value) => ({ value, label: t(`invitation.${value}`) }))}
          onChange={(chosen) => setRole(chosen)}
        />
        <Select
          label={t("invitation.life")}
          value={String(hours)}
          options={LIVES.map((life) => ({
            value: String(life),
            label: t("invitation.lifeFor", { time: lifeText(life, i18n.language) }),
          }))}
          onChange={(chosen) => setHours(Number(chosen))}
        />
        <Button type="submit" wide icon={<IconLink />}>
          {t("invitation.make")}
        </Button>
      </form>
    </section>
  );
}

/** "1 hour", "7 days". */
function lifeText(hours: number, language: string): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
