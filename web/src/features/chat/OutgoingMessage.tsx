/** My message on its way, or refused with the reason and what to do. */
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Outgoing } from "@/call/chatlog";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import list from "./MessageList.module.css";
import styles from "./MessageRow.module.css";
import { useChatRoom } from "./room";
import { Words } from "./Words";

export function OutgoingMessage({ message }: { message: Outgoing }) {
  const { t } = useTranslation(["chat", "errors"]);
  const { chat } = useChatRoom();
  const { clientId, draft, failed } = message;
  return (
    <div className={classes(list.run, list.mine)} data-failed={failed !== null || undefined}>
      <div className={classes(styles.row, styles.mine)}>
        <div className={classes(styles.bubble, styles.sending)} data-testid="chat-message">
          {draft.text === "" ? t("chat:files.many", { count: draft.files.length }) : <Words text={draft.text} />}
        </div>
      </div>
      {failed !== null && (
        <div className={styles.failed} role="alert">
          <IconAlertCircle size={18} aria-hidden="true" />
          <span>
            {t("chat:failed")} {t(`errors:${failed}`)}
          </span>
          <Button kind="quiet" className={styles.small} onClick={() => chat.retry(clientId)}>
            {t("chat:again")}
          </Button>
          <Button kind="quiet" className={styles.small} onClick={() => chat.discard(clientId)}>
            {t("chat:discard")}
          </Button>
        </div>
      )}
    </div>
  );
}
