/** Files of a message: pictures small with a way to see them large, everything else as a card to save. */
import { IconDownload, IconFile, IconFileOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileCard, Message } from "@/api/chat";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/Dialog";
import styles from "./Files.module.css";
import { useChatRoom } from "./room";
import { sized } from "./sizes";

export function Files({ message }: { message: Message }) {
  if (message.files.length === 0) return null;
  return (
    <div className={styles.files}>
      {message.files.map((file) => (
        <OneFile key={file.id} file={file} />
      ))}
    </div>
  );
}

function OneFile({ file }: { file: FileCard }) {
  const gone = file.gone || new Date(file.expires_at).getTime() <= Date.now();
  if (gone) return <GoneCard file={file} />;
  return file.type.startsWith("image/") && file.preview ? <Picture file={file} /> : <Card file={file} />;
}

function Picture({ file }: { file: FileCard }) {
  const { t } = useTranslation("chat");
  const { files } = useChatRoom();
  const [large, setLarge] = useState(false);
  return (
    <>
      <button
        type="button"
        className={styles.picture}
        aria-label={t("files.see", { name: file.name })}
        data-testid="chat-picture"
        onClick={() => setLarge(true)}
      >
        <img
          src={files.previewOf(file.id)}
          alt={file.name}
          width={file.width || undefined}
          height={file.height || undefined}
          loading="lazy"
        />
      </button>
      {large && (
        <Dialog title={file.name} size="l" onClose={() => setLarge(false)} footer={<Save file={file} />}>
          <img
            className={styles.large}
            src={files.addressOf(file.id)}
            alt={file.name}
            data-testid="chat-picture-large"
          />
        </Dialog>
      )}
    </>
  );
}

function Card({ file }: { file: FileCard }) {
  const { t } = useTranslation("chat");
  const detail = useDetail(file);
  const { files } = useChatRoom();
  return (
    <a
      className={styles.card}
      href={files.addressOf(file.id)}
      download={file.name}
      aria-label={t("files.save", { name: file.name })}
      data-testid="chat-file"
    >
      <IconFile size={28} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.name}>{file.name}</span>
        <small>{detail}</small>
      </span>
      <IconDownload size={20} aria-hidden="true" />
    </a>
  );
}

/** How heavy a file is, and until when it is kept. */
function useDetail(file: FileCard): string {
  const { t, i18n } = useTranslation("chat");
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(new Date(file.expires_at));
  return `${sized(file.size, i18n.language)}, ${t("files.until", { day })}`;
}

function Save({ file }: { file: FileCard }) {
  const { t } = useTranslation("chat");
  const detail = useDetail(file);
  const { files } = useChatRoom();
  return (
    <a className={styles.save} href={files.addressOf(file.id)} download={file.name}>
      <IconDownload size={20} aria-hidden="true" />
      {t("files.saveSized", { size: detail })}
    </a>
  );
}

function GoneCard({ file }: { file: FileCard }) {
  const { t } = useTranslation("chat");
  return (
    <p className={classes(styles.card, styles.gone)}>
      <IconFileOff size={28} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.name}>{file.name}</span>
        <small>{t("files.expired")}</small>
      </span>
    </p>
  );
}
