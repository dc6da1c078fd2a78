/** How a test letter went: in plain words, what to do, and what the mail server itself said. */
import { useTranslation } from "react-i18next";
import type { MailTried } from "@/api/mail";
import { useMe } from "@/features/account/me";
import { Banner } from "@/ui/Banner";
import { refusalOf } from "./form";
import styles from "./MailSection.module.css";

export function Tried({ tried: { sent, words } }: { tried: MailTried }) {
  const { t } = useTranslation("mail");
  const me = useMe();
  if (sent) return <Banner>{t("sent", { email: me?.email ?? "" })}</Banner>;
  const refusal = refusalOf(words);
  return (
    <Banner tone="danger" spoken="assertive">
      <p>{t(`refusal.${refusal}`)}</p>
      {words && (
        <p className={styles.said}>
          {t(refusal === "silent" ? "found" : "said")} <q className={styles.own}>{words}</q>
        </p>
      )}
    </Banner>
  );
}
