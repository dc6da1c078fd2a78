/** Previous, where we are, next. Its height is always the same, so that turning pages moves no tile. */
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import { VisuallyHidden } from "@/ui/VisuallyHidden";
import styles from "./Gallery.module.css";

/** Above this many pages, dots are no longer counted by eye: numbers instead. */
const MOST_DOTS = 6;

export function Pager({ page, pages, onTurn }: { page: number; pages: number; onTurn(page: number): void }) {
  const { t } = useTranslation("call");
  const words = t("stage.page", { page: page + 1, pages });
  return (
    <nav className={styles.pager} aria-label={t("stage.pages")}>
      <IconButton
        size="s"
        label={t("stage.previous")}
        icon={<IconChevronLeft />}
        aria-disabled={page === 0}
        onClick={() => onTurn(Math.max(0, page - 1))}
      />
      {pages > MOST_DOTS ? (
        <span className={styles.count}>{words}</span>
      ) : (
        <span className={styles.dots}>
          {Array.from({ length: pages }, (_, index) => index).map((index) => (
            <span key={index} className={styles.dot} data-here={index === page || undefined} />
          ))}
          <VisuallyHidden>{words}</VisuallyHidden>
        </span>
      )}
      <IconButton
        size="s"
        label={t("stage.next")}
        icon={<IconChevronRight />}
        aria-disabled={page === pages - 1}
        onClick={() => onTurn(Math.min(pages - 1, page + 1))}
      />
    </nav>
  );
}
