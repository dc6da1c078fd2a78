/** A person's picture, or initials on a colour that follows from the id. Decoration: the name always stands beside it. */
import { type CSSProperties, useState } from "react";
import styles from "./Avatar.module.css";
import { hueOf, initials } from "./initials";

/** `size` in px, or undefined to fill the font size of the surroundings (tiles scale it). */
export function Avatar({ id, name, picture, size }: { id: string; name: string; picture?: string; size?: number }) {
  // A picture may be gone by the time it is asked for: its person took another one.
  const [gone, setGone] = useState<string>();
  const shown = picture && picture !== gone;
  const style = { "--hue": hueOf(id), fontSize: size === undefined ? undefined : `${size * 0.4}px` } as CSSProperties;
  return (
    <span
      className={styles.avatar}
      style={style}
      aria-hidden="true"
      // Drawn by the style sheet: as text they would be part of what a button around them is said to be called.
      data-initials={shown ? undefined : initials(name)}
    >
      {shown && <img className={styles.picture} src={picture} alt="" onError={() => setGone(picture)} />}
    </span>
  );
}
