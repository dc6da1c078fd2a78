/** A button with words. One `primary` per screen; `danger` only for leaving and destroying. */
import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Spinner } from "./Spinner";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  size?: "m" | "l";
  icon?: ReactNode;
  /** Work is under way: shows it, keeps the width, swallows presses, stays focusable. */
  busy?: boolean;
  /** Takes the whole width of its place. */
  wide?: boolean;
}

export function Button({
  kind = "secondary",
  size = "m",
  icon,
  busy,
  wide,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[kind], styles[size], wide && styles.wide, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon}
      <span className={styles.label}>{children}</span>
    </button>
  );
}
