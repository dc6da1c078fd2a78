/** Files waiting for the message: how far they are, why one was refused, and a way to take each away. */
import { IconAlertCircle, IconFile, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { IconButton } from "@/ui/IconButton";
import styles from "./AttachmentList.module.css";
import type { Attachment } from "./attachments";
import { useChatRoom } from "./room";
import { sized } from "./sizes";

export function AttachmentList() {
  const { t } = useTranslation("chat");
  const { attachments } = useChatRoom();
  const list = useStore(attachments.store);
  if (list.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t("files.waiting")}>
      {list.map((one) => (
        <Row key={one.clientId} one={one} />
      ))}
    </ul>
  );
}

function Row({ one }: { one: Attachment }) {
  const { t, i18n } = useTranslation(["chat", "errors"]);
  const { attachments, files } = useChatRoom();
  const { clientId, name, size, progress, failed, id, preview } = one;
  return (
    <li className={styles.row} data-testid="chat-attachment" data-ready={id !== null || undefined}>
      {id !== null && preview ? (
        <img className={styles.small} src={files.previewOf(id)} alt="" />
      ) : (
        <span className={styles.icon}>{failed ? <IconAlertCircle size={24} /> : <IconFile size={24} />}</span>
      )}
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        {failed ? (
          <small className={styles.failed} role="alert">
            {t(`errors:${failed}`)}
          </small>
        ) : (
          <small>{sized(size, i18n.language)}</small>
        )}
        {id === null && !failed && <progress className={styles.progress} value={progress} max={1} aria-label={name} />}
      </span>
      {failed && (
        <IconButton
          size="s"
          label={t("chat:again")}
          icon={<IconRefresh />}
          onClick={() => attachments.retry(clientId)}
        />
      )}
      <IconButton
        size="s"
        label={t("chat:files.remove", { name })}
        icon={<IconX />}
        onClick={() => attachments.remove(clientId)}
      />
    </li>
  );
}
