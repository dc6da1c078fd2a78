/** Emoji under a message: how many, who, and whether I am among them; and the way to choose one. */
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/chat";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";
import { Popover } from "@/ui/Popover";
import { EMOJI } from "./emoji";
import styles from "./Reactions.module.css";
import { useChatRoom, useNameOf } from "./room";
import { useActs } from "./useActs";

/** Names in a hint; the rest is counted. */
const NAMED = 8;

export function Reactions({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { me, rights } = useChatRoom();
  const nameOf = useNameOf();
  const acts = useActs();
  const chosen = Object.entries(message.reactions);
  if (chosen.length === 0) return null;
  return (
    <div className={styles.reactions}>
      {chosen.map(([emoji, by]) => {
        const mine = by.includes(me);
        const names = by.map((identity) => (identity === me ? t("you") : (nameOf(identity) ?? "")));
        const who = names
          .filter((name) => name !== "")
          .slice(0, NAMED)
          .join(", ");
        return (
          <button
            key={emoji}
            type="button"
            className={classes(styles.reaction, mine && styles.mine)}
            aria-pressed={mine}
            aria-label={t("reaction", { emoji, count: by.length })}
            title={who}
            disabled={!rights.react}
            data-testid="reaction"
            onClick={() => acts.react(message.id, emoji, !mine)}
          >
            <span aria-hidden="true">{emoji}</span>
            <span aria-hidden="true">{by.length}</span>
          </button>
        );
      })}
    </div>
  );
}

export function ReactionPicker({ message, icon }: { message: Message; icon: ReactNode }) {
  const { t } = useTranslation("chat");
  const { me } = useChatRoom();
  const acts = useActs();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const choose = (sign: string) => {
    setOpen(false);
    acts.react(message.id, sign, !message.reactions[sign]?.includes(me));
  };
  return (
    <>
      <IconButton
        ref={anchor}
        size="s"
        label={t("react")}
        icon={icon}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      <Popover anchor={anchor} open={open} onClose={() => setOpen(false)} side="top" align="end" label={t("react")}>
        <EmojiGrid onPick={choose} />
      </Popover>
    </>
  );
}

export function EmojiGrid({ onPick }: { onPick(sign: string): void }) {
  return (
    <div className={styles.grid}>
      {EMOJI.map(({ sign, names }) => (
        <button
          key={sign}
          type="button"
          className={styles.emoji}
          aria-label={names[0]}
          title={`:${names[0]}:`}
          onClick={() => onPick(sign)}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}
