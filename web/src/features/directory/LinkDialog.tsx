/** A link that was made: sent by letter, or to be handed over. It is shown now and never again. */
import { IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "@/platform/clipboard";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import styles from "./Dialogs.module.css";
import type { HandOver } from "./PeopleScreen";

export function LinkDialog({ made: { person, link }, onClose }: { made: HandOver; onClose(): void }) {
  const { t } = useTranslation("account");
  const [copied, setCopied] = useState<boolean>();
  const kind = link.purpose === "reset" ? "reset" : "invitation";
  return (
    <Dialog
      title={t(`link.${kind}.title`, { name: person.name })}
      onClose={onClose}
      footer={
        <Button
          kind="primary"
          icon={<IconCopy />}
          data-first=""
          onClick={() => void copyText(link.link).then(setCopied)}
        >
          {copied ? t("link.copied") : t("link.copy")}
        </Button>
      }
    >
      <div className={styles.stack}>
        <p>
          {link.mailed ? t("link.mailed", { email: person.email }) : t("link.handOver")} {t(`link.${kind}.life`)}
        </p>
        <TextField
          label={t("link.label")}
          labelHidden
          readOnly
          value={link.link}
          onFocus={(event) => event.target.select()}
          error={copied === false ? t("link.notCopied") : undefined}
        />
      </div>
    </Dialog>
  );
}
