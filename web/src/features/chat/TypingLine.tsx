/** Who is writing now. Its place stays, so that nothing jumps; screen readers are not told, it would never end. */
import { useTranslation } from "react-i18next";
import styles from "./ChatBody.module.css";
import { useChatState, useNameOf } from "./room";

/** Names that are said; more are a crowd. */
const NAMED = 2;

export function TypingLine() {
  const { t } = useTranslation("chat");
  const typing = useChatState((state) => state.typing);
  const nameOf = useNameOf();
  const names = typing.flatMap(({ identity }) => nameOf(identity) ?? []);
  const [one = "", other = ""] = names;
  const text =
    names.length > NAMED
      ? t("typing.many")
      : names.length === 2
        ? t("typing.two", { one, other })
        : t("typing.one", { name: one });
  return (
    <p className={styles.typing} aria-hidden="true" data-testid="typing">
      {names.length > 0 && text}
    </p>
  );
}
