/** Looks for words in this chat; a press on what was found goes there. Asks when typing pauses. */
import { IconPaperclip, IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hit } from "@/api/chat";
import { Spinner } from "@/ui/Spinner";
import { TextField } from "@/ui/TextField";
import { plain } from "./markdown";
import styles from "./SearchPanel.module.css";

/** ms of silence before the server is asked. */
const PAUSE = 300;

type Found = { at: "nothing" } | { at: "searching" } | { at: "failed" } | { at: "found"; hits: Hit[] };

export interface SearchProps {
  /** Asks the server; `before` for the next page. */
  search(words: string, before?: number): Promise<Hit[]>;
  onChoose(hit: Hit): void;
  /** The meeting's title stands beside each, as they are of several. */
  titled?: boolean;
}

export function SearchPanel({ search, onChoose, titled = false }: SearchProps) {
  const { t } = useTranslation("chat");
  const [words, setWords] = useState("");
  const found = useFound(words, search);
  return (
    <search className={styles.search}>
      <TextField
        label={t("search.label")}
        labelHidden
        type="search"
        placeholder={t("search.label")}
        icon={<IconSearch size={18} />}
        value={words}
        data-testid="chat-search"
        autoFocus
        onChange={(event) => setWords(event.target.value)}
      />
      <div className={styles.results} aria-live="polite">
        {found.at === "searching" && <Spinner />}
        {found.at === "failed" && <p className={styles.none}>{t("search.failed")}</p>}
        {found.at === "found" && found.hits.length === 0 && <p className={styles.none}>{t("search.none")}</p>}
        {found.at === "found" && (
          <ul className={styles.list}>
            {found.hits.map((hit) => (
              <li key={hit.message.id}>
                <Result hit={hit} titled={titled} onChoose={() => onChoose(hit)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </search>
  );
}

function useFound(words: string, search: SearchProps["search"]): Found {
  const [found, setFound] = useState<Found>({ at: "nothing" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for other words alone.
  useEffect(() => {
    if (!/[\p{L}\p{N}]/u.test(words)) return setFound({ at: "nothing" });
    let over = false;
    const show = (now: Found) => !over && setFound(now);
    const timer = setTimeout(() => {
      show({ at: "searching" });
      search(words).then(
        (hits) => show({ at: "found", hits }),
        () => show({ at: "failed" }),
      );
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}

function Result({ hit, titled, onChoose }: { hit: Hit; titled: boolean; onChoose(): void }) {
  const { t, i18n } = useTranslation("chat");
  const { message, title } = hit;
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "short" });
  return (
    <button type="button" className={styles.hit} data-testid="chat-hit" onClick={onChoose}>
      <span className={styles.head}>
        <b>{message.name}</b>
        <time dateTime={message.sent_at}>{when.format(new Date(message.sent_at))}</time>
      </span>
      {titled && <span className={styles.meeting}>{title || t("untitled")}</span>}
      {message.text !== "" && <span className={styles.text}>{plain(message.text)}</span>}
      {message.files.map((file) => (
        <span key={file.id} className={styles.file}>
          <IconPaperclip size={16} aria-hidden="true" />
          {file.name}
        </span>
      ))}
    </button>
  );
}
