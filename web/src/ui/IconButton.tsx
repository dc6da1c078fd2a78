/**
 * A round or square button with an icon. `label` is always its name and its hint; `caption` puts the word under the
 * icon where there is width. `keys` is the shortcut as people read it ("M"), shown in the hint and told to screen readers.
 */
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import styles from "./IconButton.module.css";
import type { Side } from "./place";
import { Tooltip } from "./Tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  label: string;
  icon: ReactNode;
  keys?: string;
  /** `alarm`: my device is off, or leave. `accent`: on by my wish (hand, share). */
  tone?: "plain" | "soft" | "alarm" | "accent";
  shape?: "square" | "round";
  size?: "s" | "m" | "l";
  caption?: string;
  /** A small mark at the corner: a count or a dot. Its meaning must also be in `label`. */
  badge?: ReactNode;
  hintSide?: Side;
}

export function IconButton(props: IconButtonProps) {
  const {
    label,
    icon,
    keys,
    tone = "plain",
    shape = "square",
    size = "m",
    caption,
    badge,
    hintSide = "top",
    className,
    ...rest
  } = props;
  return (
    <Tooltip text={label} keys={keys} side={hintSide}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-keyshortcuts={keys}
        className={classes(
          styles.button,
          styles[tone],
          styles[shape],
          styles[size],
          caption !== undefined && styles.captioned,
          className,
        )}
      >
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
        {caption !== undefined && (
          <span className={styles.caption} aria-hidden="true">
            {caption}
          </span>
        )}
        {badge !== undefined && badge !== null && badge !== false && (
          <span className={styles.badge} aria-hidden="true">
            {badge}
          </span>
        )}
      </button>
    </Tooltip>
  );
}
