/** Everybody in equal tiles, page by page: arrows, dots, swipe, PageUp and PageDown. */
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NARROWEST, NARROWEST_FOR_PICTURES, PAGE, pack, pageOf, pageSize } from "@/call/layout";
import type { Participant } from "@/call/state";
import { useSize } from "@/features/call/useSize";
import { useWidth } from "@/features/call/useWidth";
import { RovingFocus } from "@/ui/RovingFocus";
import styles from "./Gallery.module.css";
import { Pager } from "./Pager";
import { Tile } from "./Tile";
import { useOrder } from "./useOrder";
import { useSwipe } from "./useSwipe";

/** px: more at once is a panel that opened or a device that was turned, not an edge that is dragged. */
const LEAP = 120;

/** When somebody comes or goes, or the stage leaps, everything moves anyway: then the best arrangement is free. */
function isSameScene(before: { count: number; width: number }, count: number, width: number): boolean {
  return before.count === count && Math.abs(before.width - width) < LEAP;
}

export function Gallery({ people }: { people: readonly Participant[] }) {
  const { t } = useTranslation("call");
  const [stage, size] = useSize<HTMLDivElement>();
  const phone = useWidth() === "phone";
  const perPage = pageSize(size, phone ? PAGE.phone : PAGE.desktop);
  const { people: ordered } = useOrder(people, perPage);
  const [wished, setWished] = useState(0);
  const { page, pages } = pageOf(wished, ordered.length, perPage);
  const shown = ordered.slice(page * perPage, (page + 1) * perPage);
  const before = useRef({ count: 0, columns: 0, width: 0 });
  const pictures = shown.filter(({ cameraTrack }) => cameraTrack !== null).length;
  const grid = pack({
    ...size,
    count: shown.length,
    narrowest: pictures * 2 > shown.length ? NARROWEST_FOR_PICTURES : NARROWEST,
    before: isSameScene(before.current, shown.length, size.width) ? before.current.columns || undefined : undefined,
  });
  before.current = { count: shown.length, columns: grid.columns, width: size.width };
  const turn = (by: number) => setWished(Math.min(pages - 1, Math.max(0, page + by)));
  const swipe = useSwipe(turn);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "PageDown" && event.key !== "PageUp") return;
    event.preventDefault();
    turn(event.key === "PageDown" ? 1 : -1);
  };
  return (
    <div className={styles.gallery}>
      <RovingFocus
        orientation="both"
        role="group"
        aria-label={t("stage.people")}
        className={styles.roving}
        onKeyDown={onKeyDown}
      >
        <div ref={stage} className={styles.stage} {...swipe}>
          {shown.map((person, index) => {
            const place = grid.places[index];
            return (
              place && <Tile key={person.identity} person={person} box={place} at={place} bare={shown.length === 1} />
            );
          })}
        </div>
      </RovingFocus>
      {pages > 1 && <Pager page={page} pages={pages} onTurn={setWished} />}
    </div>
  );
}
