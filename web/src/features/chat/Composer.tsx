/** Where one writes: Enter sends, Shift+Enter makes a line, `:name:` and the picker make emoji. The draft survives a closed panel. */
import { IconMoodSmile, IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCall } from "@/features/call/context";
import { IconButton } from "@/ui/IconButton";
import { Popover } from "@/ui/Popover";
import styles from "./Composer.module.css";
import { forgetDraft, keepDraft, recallDraft } from "./draft";
import { EMOJI, type Emoji, offersAt, withEmoji } from "./emoji";

/** Characters; the server refuses more (docs/reference/http-api.md: message_too_long). */
const LONGEST = 4_000;

export function Composer({ onSend }: { onSend(text: string): void }) {
  const { t } = useTranslation("chat");
  const { meeting } = useCall();
  const [text, setText] = useState(() => recallDraft(meeting.id));
  const [caret, setCaret] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => keepDraft(meeting.id, text), [meeting.id, text]);
  const wanted = useRef<number>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  const offered = offersAt(text, caret);
  const insert = (sign: string, start: number, end: number) => {
    setText(`${text.slice(0, start)}${sign}${text.slice(end)}`);
    wanted.current = start + sign.length;
    setCaret(wanted.current);
    field.current?.focus();
  };
  const send = () => {
    const ready = withEmoji(text).trim();
    if (ready === "") return;
    onSend(ready);
    setText("");
    forgetDraft(meeting.id);
    field.current?.focus();
  };
  return (
    <div className={styles.composer}>
      {offered && (
        <Offers offers={offered.offers} onPick={({ sign }) => insert(sign, offered.start, caret)} key={offered.start} />
      )}
      <div className={styles.frame}>
        <Field
          ref={field}
          value={text}
          onValue={(value, at) => {
            setText(value);
            setCaret(at);
          }}
          onCaret={setCaret}
          onEnter={() => {
            const first = offered?.offers[0];
            if (offered && first) insert(first.sign, offered.start, caret);
            else send();
          }}
        />
        <EmojiButton onPick={({ sign }) => insert(sign, caret, caret)} />
        <IconButton
          size="s"
          tone={text.trim() === "" ? "plain" : "accent"}
          label={t("send")}
          icon={<IconSend2 />}
          disabled={text.trim() === ""}
          onClick={send}
        />
      </div>
    </div>
  );
}

interface FieldProps {
  ref: React.Ref<HTMLTextAreaElement>;
  value: string;
  onValue(value: string, caret: number): void;
  /** Never brings a value: React tells of it in the batch of the Enter that empties the field. */
  onCaret(caret: number): void;
  onEnter(): void;
}

function Field({ ref, value, onValue, onCaret, onEnter }: FieldProps) {
  const { t } = useTranslation("chat");
  const hint = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese …), Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <>
      <textarea
        ref={ref}
        className={styles.field}
        data-testid="chat-input"
        rows={1}
        value={value}
        maxLength={LONGEST}
        placeholder={t("placeholder")}
        aria-label={t("placeholder")}
        aria-describedby={hint}
        enterKeyHint="send"
        onChange={(event) => onValue(event.target.value, event.target.selectionStart)}
        onSelect={(event) => onCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <span id={hint} hidden>
        {t("keys")}
      </span>
    </>
  );
}

function Offers({ offers, onPick }: { offers: Emoji[]; onPick(emoji: Emoji): void }) {
  return (
    <div className={styles.offers}>
      {offers.map((emoji) => (
        <button key={emoji.sign} type="button" className={styles.offer} onClick={() => onPick(emoji)}>
          <span aria-hidden="true">{emoji.sign}</span> {emoji.names[0]}
        </button>
      ))}
    </div>
  );
}

function EmojiButton({ onPick }: { onPick(emoji: Emoji): void }) {
  const { t } = useTranslation("chat");
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        ref={anchor}
        size="s"
        label={t("emoji")}
        icon={<IconMoodSmile />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      <Popover anchor={anchor} open={open} onClose={() => setOpen(false)} side="top" align="end" label={t("emoji")}>
        <div className={styles.picker}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji.sign}
              type="button"
              className={styles.emoji}
              aria-label={emoji.names[0]}
              title={`:${emoji.names[0]}:`}
              onClick={() => {
                setOpen(false);
                onPick(emoji);
              }}
            >
              {emoji.sign}
            </button>
          ))}
        </div>
      </Popover>
    </>
  );
}
