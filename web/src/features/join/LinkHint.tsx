/** For the one who started the meeting: the link to send, already copied when the browser allowed it. */
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/platform/clipboard";
import { announce } from "@/ui/announcer";
import { IconButton } from "@/ui/IconButton";
import styles from "./LinkHint.module.css";

export function LinkHint({ link, copied: before }: { link: string; copied: boolean }) {
  const { t } = useTranslation("join");
  const [copied, setCopied] = useState(before);
  const copy = async () => {
    const worked = await copyText(link);
    setCopied(worked);
    announce(worked ? t("link.copied") : t("link.byHand"));
  };
  return (
    <div className={styles.hint}>
      <div className={styles.words}>
        <span className={styles.state}>{copied ? t("link.copied") : t("link.byHand")}</span>
        <span className={styles.link}>{link.replace(/^https?:\/\//, "")}</span>
      </div>
      <IconButton label={t("link.copy")} icon={copied ? <IconCheck /> : <IconCopy />} onClick={copy} />
    </div>
  );
}
