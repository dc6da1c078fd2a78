/** All that can be done with one message, behind one button: for keyboard, finger and screen reader alike. */
import {
  IconArrowBackUp,
  IconCopy,
  IconDotsVertical,
  IconLock,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EVERYBODY } from "@/api/chat";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import type { RowProps } from "./MessageRow";
import styles from "./Reactions.module.css";
import { useChatRoom, useChatState } from "./room";
import { useActs } from "./useActs";

export function MessageMenu({ message, mine, onAnswer, onEdit }: RowProps & { onEdit(): void }) {
  const { t } = useTranslation("chat");
  const { rights, people } = useChatRoom();
  const acts = useActs();
  const mayDelete = mine || rights.moderate;
  const writerIsHere = people.some(({ identity }) => identity === message.identity);
  return (
    <Menu
      label={t("tools", { name: message.name })}
      align="end"
      trigger={(props) => <IconButton {...props} size="s" label={t("more")} icon={<IconDotsVertical />} />}
    >
      {rights.react && !message.held && <QuickReactions message={message} />}
      {!message.held && (
        <MenuItem icon={<IconArrowBackUp />} onSelect={() => onAnswer(message)}>
          {t("answer")}
        </MenuItem>
      )}
      {!mine && writerIsHere && message.to === EVERYBODY && !message.held && (
        <MenuItem icon={<IconLock />} onSelect={() => onAnswer({ ...message, to: message.identity })}>
          {t("answerPrivately")}
        </MenuItem>
      )}
      {message.text !== "" && (
        <MenuItem icon={<IconCopy />} onSelect={() => acts.copy(message.text)}>
          {t("copy")}
        </MenuItem>
      )}
      {mine && rights.write && (
        <MenuItem icon={<IconPencil />} onSelect={onEdit}>
          {t("edit")}
        </MenuItem>
      )}
      {rights.moderate && message.to === EVERYBODY && !message.held && <PinItem id={message.id} />}
      {mayDelete && (
        <>
          <MenuSeparator />
          <MenuItem icon={<IconTrash />} danger onSelect={() => acts.remove(message.id)}>
            {t("delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** Chosen most often; the rest stands in the picker, for which a phone has no room beside the message. */
const QUICK = ["👍", "❤️", "😂", "🎉", "👀"];

function QuickReactions({ message }: Pick<RowProps, "message">) {
  const { t } = useTranslation("chat");
  const { me } = useChatRoom();
  const acts = useActs();
  return (
    <div className={styles.quick} role="presentation">
      {QUICK.map((emoji) => (
        <MenuItem
          key={emoji}
          aria-label={t("reactWith", { emoji })}
          onSelect={() => acts.react(message.id, emoji, !message.reactions[emoji]?.includes(me))}
        >
          {emoji}
        </MenuItem>
      ))}
    </div>
  );
}

function PinItem({ id }: { id: string }) {
  const { t } = useTranslation("chat");
  const acts = useActs();
  const pinned = useChatState(({ rules }) => rules.pinned?.id === id);
  return (
    <MenuItem icon={pinned ? <IconPinnedOff /> : <IconPin />} onSelect={() => acts.pin(pinned ? null : id)}>
      {t(pinned ? "unpin" : "pin")}
    </MenuItem>
  );
}
