/** The private address of one's calendar, for other calendar applications. It is shown once. */
import { IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newFeed } from "@/api/plans";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import styles from "./DateDialog.module.css";

export function FeedDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("calendar");
  const [address, setAddress] = useState<string>();
  const [copied, setCopied] = useState(false);
  const { busy, problem, run } = useSubmit();
  const footer =
    address === undefined ? (
      <Button kind="primary" busy={busy} onClick={() => void run(async () => setAddress(await newFeed()))}>
        {t("feed.make")}
      </Button>
    ) : (
      <Button kind="primary" icon={<IconCopy />} onClick={() => void copyText(address).then(setCopied)}>
        {copied ? t("copied") : t("feed.copy")}
      </Button>
    );
  return (
    <Dialog title={t("feed.title")} onClose={onClose} footer={footer}>
      <div className={styles.stack}>
        <p>{t("feed.text")}</p>
        {address !== undefined && (
          <TextField
            label={t("feed.address")}
            readOnly
            value={address}
            hint={t("feed.once")}
            onFocus={(event) => event.target.select()}
          />
        )}
        <Problem of={problem} />
      </div>
    </Dialog>
  );
}
