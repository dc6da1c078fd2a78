/** Initials on a colour that follows from the person's id. Decoration: the name always stands beside it. */
import type { CSSProperties } from "react";
import styles from "./Avatar.module.css";
import { hueOf, initials } from "./initials";

/** `size` in px, or undefined to fill the font size of the surroundings (tiles scale it). */
export function Avatar({ id, name, size }: { id: string; name: string; size?: number }) {
  const style = { "--hue": hueOf(id), fontSize: size === undefined ? undefined : `${size * 0.4}px` } as CSSProperties;
  return (
    <span className={styles.avatar} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
