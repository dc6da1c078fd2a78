/** The text field of the composer: keys, pasted files, and the list of offers that it owns while one types. */
import { type ClipboardEvent, type KeyboardEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Composer.module.css";
import { OFFERS_ID } from "./offers";

/** Characters; the server refuses more (docs/reference/http-api.md: message_too_long). */
const LONGEST = 4_000;

export interface FieldProps {
  ref: React.Ref<HTMLTextAreaElement>;
  value: string;
  /** Id of the offer that Enter would take; undefined: no offers. */
  active: string | undefined;
  onValue(value: string, caret: number): void;
  /** Never brings a value: React tells of it in the batch of the Enter that empties the field. */
  onCaret(caret: number): void;
  onEnter(): void;
  onMove(step: 1 | -1): void;
  onDismiss(): void;
  onFiles(files: readonly File[]): void;
}

export function Field(props: FieldProps) {
  const { ref, value, active, onValue, onCaret, onEnter, onMove, onDismiss, onFiles } = props;
  const { t } = useTranslation("chat");
  const hint = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese …), the keys belong to the input method.
    if (event.nativeEvent.isComposing) return;
    const offered = active !== undefined;
    if (event.key === "Enter" && !event.shiftKey) take(event, onEnter);
    else if (offered && event.key === "Tab" && !event.shiftKey) take(event, onEnter);
    else if (offered && event.key === "ArrowDown") take(event, () => onMove(1));
    else if (offered && event.key === "ArrowUp") take(event, () => onMove(-1));
    else if (offered && event.key === "Escape") take(event, onDismiss);
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length > 0) take(event, () => onFiles(files));
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
        aria-autocomplete="list"
        aria-controls={active === undefined ? undefined : OFFERS_ID}
        aria-activedescendant={active}
        enterKeyHint="send"
        onChange={(event) => onValue(event.target.value, event.target.selectionStart)}
        onSelect={(event) => onCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <span id={hint} hidden>
        {t("keys")}
      </span>
    </>
  );
}

function take(event: { preventDefault(): void; stopPropagation(): void }, act: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  act();
}
