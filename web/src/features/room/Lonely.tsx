/** Nobody else is here yet: says so, and offers the link to bring others in. */
import { IconLink, IconShare2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCall, useConnected, useSession } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { Button } from "@/ui/Button";
import styles from "./Lonely.module.css";

export function Lonely() {
  const { t } = useTranslation("call");
  const { meeting } = useCall();
  const alone = useSession(({ participants }) => participants.length === 1);
  const connected = useConnected();
  const invite = useInvite();
  if (!alone || !connected) return null;
  const send = "share" in navigator ? () => void navigator.share({ url: meeting.link }).catch(() => undefined) : null;
  return (
    <section className={styles.lonely}>
      <h2 className={styles.title}>{t("lonely.title")}</h2>
      <p className={styles.text}>{t("lonely.text")}</p>
      <p className={styles.link}>{meeting.link.replace(/^https?:\/\//, "")}</p>
      <div className={styles.actions}>
        <Button kind="primary" icon={<IconLink />} onClick={() => void invite()}>
          {t("invite.copy")}
        </Button>
        {send && (
          <Button icon={<IconShare2 />} onClick={send}>
            {t("invite.send")}
          </Button>
        )}
      </div>
    </section>
  );
}
