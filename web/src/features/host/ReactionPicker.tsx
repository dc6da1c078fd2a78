/** The few reactions there are, each one press. */
import { useTranslation } from "react-i18next";
import { REACTIONS } from "@/call/reactions";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import styles from "./ReactionPicker.module.css";

export function ReactionPicker({ onDone }: { onDone(): void }) {
  const { t } = useTranslation("host");
  const { server } = useCall();
  const attempt = useAttempt();
  return (
    <fieldset className={styles.grid} aria-label={t("reactions.title")}>
      {REACTIONS.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          className={styles.emoji}
          data-first={index === 0 || undefined}
          onClick={() => {
            onDone();
            void attempt("react", () => server.host.react(emoji));
          }}
        >
          {emoji}
        </button>
      ))}
    </fieldset>
  );
}
