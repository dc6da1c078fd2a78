/** A link that looks like a button: for what the browser itself must do, as a download. */
import type { ComponentProps, ReactNode } from "react";
import type { ButtonKind } from "./Button";
import styles from "./Button.module.css";
import { classes } from "./classes";

export interface ButtonLinkProps extends ComponentProps<"a"> {
  kind?: ButtonKind;
  icon?: ReactNode;
}

export function ButtonLink({ kind = "secondary", icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...rest} className={classes(styles.button, styles[kind], className)}>
      {icon}
      <span className={styles.label}>{children}</span>
    </a>
  );
}
