/** A shared screen: whole in its place, or in its own size to be read and moved about. */
import { IconMaximize, IconMinimize, IconPinnedOff, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Size } from "@/call/layout";
import type { Participant } from "@/call/state";
import { useCall } from "@/features/call/context";
import { IconButton } from "@/ui/IconButton";
import styles from "./Screen.module.css";
import { Video } from "./Video";

/** Times larger than whole. */
const ZOOM = 2.25;

export function Screen({ person, track, box }: { person: Participant; track: string; box: Size }) {
  const { t } = useTranslation("call");
  const { view } = useCall();
  const [large, setLarge] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const name = person.local ? t("tile.you") : person.name || t("tile.nameless");
  const full = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void frame.current?.requestFullscreen?.().catch(() => undefined);
  };
  return (
    <figure ref={frame} className={styles.screen} data-testid="screen" data-identity={person.identity}>
      <Pannable active={large}>
        <div
          className={styles.sheet}
          style={large ? { width: box.width * ZOOM, height: box.height * ZOOM } : undefined}
        >
          <Video
            identity={person.identity}
            source="screen"
            track={track}
            box={box}
            whole
            label={t("stage.screenOf", { name })}
          />
        </div>
      </Pannable>
      <figcaption className={styles.caption}>{t("stage.screenOf", { name })}</figcaption>
      <div className={styles.tools}>
        <IconButton
          size="s"
          label={t(large ? "stage.whole" : "stage.zoom")}
          icon={large ? <IconZoomOut /> : <IconZoomIn />}
          aria-pressed={large}
          hintSide="bottom"
          onClick={() => setLarge(!large)}
        />
        <IconButton size="s" label={t("stage.fullscreen")} icon={<IconMaximize />} hintSide="bottom" onClick={full} />
        <IconButton
          size="s"
          label={t("stage.small")}
          icon={view.getState().pin ? <IconPinnedOff /> : <IconMinimize />}
          hintSide="bottom"
          onClick={() => view.setState({ pin: null, screenSmall: true })}
        />
      </div>
    </figure>
  );
}

/** Scrolls its content by dragging as well as by wheel, finger and arrow keys. */
function Pannable({ active, children }: { active: boolean; children: React.ReactNode }) {
  const { t } = useTranslation("call");
  const area = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.pointerType !== "mouse" || event.buttons !== 1) return;
    area.current?.scrollBy(-event.movementX, -event.movementY);
  };
  if (!active) return <div className={styles.whole}>{children}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
    <section ref={area} className={styles.pan} tabIndex={0} aria-label={t("stage.pan")} onPointerMove={drag}>
      {children}
    </section>
  );
}
