/** One message: what is answered, the words, files, marks and reactions, and what can be done with it. */
import { IconArrowBackUp, IconCheck, IconMoodPlus, IconTrash } from "@tabler/icons-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";
import { EditBox } from "./EditBox";
import { isOnlyEmoji } from "./emoji";
import { Files } from "./Files";
import { MessageMenu } from "./MessageMenu";
import styles from "./MessageRow.module.css";
import { QuoteOf } from "./QuoteOf";
import { ReactionPicker, Reactions } from "./Reactions";
import { useChatRoom } from "./room";
import { useActs } from "./useActs";
import { anchorOf } from "./useJump";
import { Words } from "./Words";

export interface RowProps {
  message: Message;
  mine: boolean;
  onAnswer(message: Message): void;
}

export function MessageRow({ message, mine, onAnswer }: RowProps) {
  const { me } = useChatRoom();
  const { editing, setEditing, row } = useEditing();
  const calledMe = message.mentions.some(({ identity }) => identity === me);
  if (message.deleted !== "") return <Gone message={message} />;
  if (editing) return <EditBox message={message} onDone={() => setEditing(false)} />;
  return (
    <div ref={row} id={anchorOf(message.id)} className={classes(styles.row, mine && styles.mine)} tabIndex={-1}>
      <div
        className={classes(
          styles.bubble,
          message.files.length === 0 && isOnlyEmoji(message.text) && styles.large,
          message.to !== "" && styles.private,
          message.held && styles.held,
          calledMe && styles.calledMe,
        )}
        data-testid="chat-message"
        data-identity={message.identity}
      >
        {message.reply && <QuoteOf quote={message.reply} />}
        {message.text !== "" && <Words text={message.text} called={message.mentions} />}
        <Files message={message} />
        <Edited message={message} />
      </div>
      <Tools message={message} mine={mine} onAnswer={onAnswer} onEdit={() => setEditing(true)} />
      <Reactions message={message} />
      {message.held && <Held message={message} />}
    </div>
  );
}

/** Whether it is being changed; afterwards the focus is on the message again, not lost with the field. */
function useEditing() {
  const [editing, setEditing] = useState(false);
  const before = useRef(false);
  const row = useCallback((element: HTMLDivElement | null) => {
    if (element === null) return;
    if (before.current) element.focus();
    before.current = false;
  }, []);
  const set = (now: boolean) => {
    before.current = !now;
    setEditing(now);
  };
  return { editing, setEditing: set, row };
}

function Tools({ message, mine, onAnswer, onEdit }: RowProps & { onEdit(): void }) {
  const { t } = useTranslation("chat");
  const { rights } = useChatRoom();
  return (
    <div className={styles.tools} role="toolbar" aria-label={t("tools", { name: message.name })}>
      {rights.react && !message.held && <ReactionPicker message={message} icon={<IconMoodPlus />} />}
      {!message.held && (
        <IconButton size="s" label={t("answer")} icon={<IconArrowBackUp />} onClick={() => onAnswer(message)} />
      )}
      <MessageMenu message={message} mine={mine} onAnswer={onAnswer} onEdit={onEdit} />
    </div>
  );
}

function Edited({ message }: { message: Message }) {
  const { t, i18n } = useTranslation("chat");
  if (message.edited_at === null) return null;
  const when = new Date(message.edited_at);
  const full = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" }).format(when);
  return (
    <small className={styles.edited} title={full}>
      {t("edited")}
    </small>
  );
}

function Gone({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  return (
    <p id={anchorOf(message.id)} className={styles.gone} tabIndex={-1} data-testid="chat-gone">
      <IconTrash size={16} aria-hidden="true" />
      {t(message.deleted === "host" ? "goneByHost" : "gone")}
    </p>
  );
}

function Held({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { rights } = useChatRoom();
  const acts = useActs();
  return (
    <div className={styles.waits}>
      <span>{t(rights.moderate ? "held.host" : "held.mine")}</span>
      {rights.moderate && (
        <>
          <Button kind="quiet" className={styles.small} icon={<IconCheck />} onClick={() => acts.approve(message.id)}>
            {t("held.approve")}
          </Button>
          <Button kind="quiet" className={styles.small} icon={<IconTrash />} onClick={() => acts.remove(message.id)}>
            {t("held.refuse")}
          </Button>
        </>
      )}
    </div>
  );
}
