/** One person: picture or initials, name, microphone, hand, line. What can be done with them waits for hover or focus. */
import { IconHandStop, IconMicrophoneOff, IconPin, IconPinnedOff } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Size } from "@/call/layout";
import type { Participant } from "@/call/state";
import { useCall, useView } from "@/features/call/context";
import { togglePin } from "@/features/call/view";
import { PersonMenu } from "@/features/moderation/PersonMenu";
import { Avatar } from "@/ui/Avatar";
import { classes } from "@/ui/classes";
import { IconButton } from "@/ui/IconButton";
import { LineMark } from "./LineMark";
import { SpeakingRing } from "./SpeakingRing";
import styles from "./Tile.module.css";
import { Video } from "./Video";

export interface TileProps {
  person: Participant;
  box: Size;
  /** Where it stands in its gallery; undefined = it fills its parent. */
  at?: { left: number; top: number };
  /** A small tile of a strip: fewer marks. */
  small?: boolean;
  /** Fills a place of its own, without ring and corners. */
  bare?: boolean;
}

/** px of width below which actions and long names do not fit. */
const TIGHT = 190;

export function Tile({ person, box, at, small, bare }: TileProps) {
  const { t } = useTranslation("call");
  const { identity, name, local, speaking, cameraTrack } = person;
  const shown = name || t("tile.nameless");
  const place: CSSProperties = at
    ? { width: box.width, height: box.height, transform: `translate(${at.left}px, ${at.top}px)` }
    : { width: "100%", height: "100%" };
  return (
    <article
      className={classes(styles.tile, at && styles.placed, speaking && styles.speaking, bare && styles.bare)}
      style={place}
      data-testid="tile"
      data-identity={identity}
      data-tight={box.width < TIGHT || undefined}
      aria-label={describe(person, shown, t)}
    >
      {cameraTrack === null ? (
        <span className={styles.face} style={{ fontSize: faceSize(box) }}>
          {!local && person.microphone && <SpeakingRing identity={identity} />}
          <Avatar id={identity} name={name} picture={person.face} />
        </span>
      ) : (
        <Video
          identity={identity}
          source="camera"
          track={cameraTrack}
          box={box}
          mirrored={local}
          label={t("tile.picture", { name: shown })}
        />
      )}
      <Marks person={person} />
      <Reaction identity={identity} />
      <span className={styles.name}>
        {!person.microphone && <IconMicrophoneOff size={16} className={styles.muted} aria-hidden="true" />}
        <span className={styles.words}>{local ? t("tile.you") : shown}</span>
      </span>
      {!small && <Actions person={person} name={shown} />}
    </article>
  );
}

/** The avatar is 2.5 em wide; it takes 40 % of the shorter side, between what can be read and what is too much. */
function faceSize({ width, height }: Size): number {
  return Math.max(14, Math.min(64, Math.min(width, height) * 0.16));
}

function Marks({ person: { hand, quality } }: { person: Participant }) {
  const { t } = useTranslation("call");
  return (
    <span className={styles.marks}>
      {hand !== null && (
        <span className={styles.hand} title={t("tile.hand", { order: hand })}>
          <IconHandStop size={16} aria-hidden="true" />
          {hand}
        </span>
      )}
      {(quality === "poor" || quality === "lost") && (
        <span className={styles.line} title={t(`tile.${quality}`)}>
          <LineMark lost={quality === "lost"} />
        </span>
      )}
    </span>
  );
}

/** Floats up for a moment; screen readers hear of reactions by name, not by tile. */
function Reaction({ identity }: { identity: string }) {
  const { reactions } = useCall();
  const emoji = useStore(reactions.store, ({ shown }) => shown[identity]);
  if (emoji === undefined) return null;
  return (
    <span key={emoji} className={styles.reaction} data-testid="reaction" aria-hidden="true">
      {emoji}
    </span>
  );
}

function Actions({ person, name }: { person: Participant; name: string }) {
  const { t } = useTranslation("call");
  const { view } = useCall();
  const { identity } = person;
  const pinned = useView(({ pin }) => pin?.identity === identity && pin.source === "camera");
  return (
    <span className={styles.actions} data-pinned={pinned || undefined}>
      <IconButton
        size="s"
        className={styles.action}
        label={t(pinned ? "tile.unpin" : "tile.pin", { name })}
        icon={pinned ? <IconPinnedOff /> : <IconPin />}
        aria-pressed={pinned}
        hintSide="bottom"
        onClick={() => togglePin(view, { identity, source: "camera" })}
      />
      {!person.local && <PersonMenu person={person} className={styles.action} />}
    </span>
  );
}

type Translate = ReturnType<typeof useTranslation<"call">>["t"];

/** All that the eye sees on the tile, in words. */
function describe(person: Participant, name: string, t: Translate): string {
  const parts = [
    person.local ? t("tile.me", { name }) : name,
    person.microphone ? null : t("tile.muted"),
    person.hand === null ? null : t("tile.hand", { order: person.hand }),
    person.quality === "poor" || person.quality === "lost" ? t(`tile.${person.quality}`) : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}
