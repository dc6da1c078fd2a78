/** My own small picture in a corner of the stage while few are here. Drag it, or move it with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { useWidth } from "@/features/call/useWidth";
import { type Corner, moved, nearest } from "./corner";
import styles from "./SelfTile.module.css";
import { Tile } from "./Tile";

const SIZE = {
  phone: { width: 128, height: 80 },
  middle: { width: 176, height: 110 },
  wide: { width: 224, height: 140 },
};

export function SelfTile({ me }: { me: Participant }) {
  const { t } = useTranslation("call");
  const size = SIZE[useWidth()];
  const [corner, setCorner] = useState<Corner>("bottom-right");
  const tile = useRef<HTMLButtonElement>(null);
  const hint = useId();
  const grip = useRef<{ x: number; y: number }>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(corner, event.key);
    if (!next) return;
    event.preventDefault();
    setCorner(next);
  };
  const onMove = (event: PointerEvent) => {
    if (!grip.current || !tile.current) return;
    tile.current.style.transform = `translate(${event.clientX - grip.current.x}px, ${event.clientY - grip.current.y}px)`;
  };
  const onDrop = () => {
    const stage = tile.current?.parentElement;
    if (grip.current && tile.current && stage)
      setCorner(nearest(tile.current.getBoundingClientRect(), stage.getBoundingClientRect()));
    grip.current = null;
    if (tile.current) tile.current.style.transform = "";
  };
  return (
    <button
      ref={tile}
      type="button"
      className={styles.self}
      data-corner={corner}
      style={size}
      aria-describedby={hint}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={onMove}
      onPointerUp={onDrop}
      onPointerCancel={onDrop}
    >
      <Tile person={me} box={size} small />
      <span id={hint} hidden>
        {t("stage.self")}
      </span>
    </button>
  );
}
