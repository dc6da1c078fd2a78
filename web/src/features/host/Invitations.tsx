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

/** Characters; the server refuses more. */
const LONGEST_NAME = 60;

export function Invitations() {
  const { t } = useTranslation("host");
  const { server } = useCall();
  const attempt = useAttempt();
  const host = useMe()?.role === "host";
  const [role, setRole] = useState<Invited>("participant");
  const [name, setName] = useState("");
  const heading = useId();
  const roles: readonly Invited[] = host ? ["participant", "observer", "cohost"] : ["participant", "observer"];
  const make = (event: FormEvent) => {
    event.preventDefault();
    void attempt("invitation", async () => {
      const link = await server.host.invite(role, name.trim());
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
        <Button type="submit" wide icon={<IconLink />}>
          {t("invitation.make")}
        </Button>
      </form>
    </section>
  );
}
