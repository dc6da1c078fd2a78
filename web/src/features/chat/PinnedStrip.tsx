/** The message that a host put above the others: a press goes to it. */
import { IconPin, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import styles from "./ChatBody.module.css";
import { plain } from "./markdown";
import { useChatRoom, useChatState } from "./room";
import { useActs } from "./useActs";
import { useJump } from "./useJump";

export function PinnedStrip() {
  const { t } = useTranslation("chat");
  const { rights } = useChatRoom();
  const pinned = useChatState(({ rules }) => rules.pinned);
  const jump = useJump();
  const acts = useActs();
  if (pinned === null) return null;
  const words = plain(pinned.text) || pinned.files[0]?.name || "";
  return (
    <div className={styles.pinned} data-testid="pinned">
      <IconPin size={18} aria-hidden="true" />
      <button type="button" className={styles.jump} onClick={() => void jump(pinned)}>
        <b>{pinned.name}</b> {words}
      </button>
      {rights.moderate && (
        <IconButton size="s" label={t("unpin")} icon={<IconX />} hintSide="bottom" onClick={() => acts.pin(null)} />
      )}
    </div>
  );
}
