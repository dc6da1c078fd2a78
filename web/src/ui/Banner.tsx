/** A trouble in one sentence with the button that mends it. Reserve its place: it must not push what is under a finger. */
import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { classes } from "./classes";

export interface BannerProps {
  tone?: "info" | "attention" | "danger";
  icon?: ReactNode;
  /** Buttons at the end. */
  actions?: ReactNode;
  /** Spoken at once (`assertive`), when the person is free (`polite`), or by somebody else (`off`). */
  spoken?: "polite" | "assertive" | "off";
  children: ReactNode;
}

export function Banner({ tone = "info", icon, actions, spoken = "polite", children }: BannerProps) {
  const role = spoken === "off" ? undefined : spoken === "assertive" ? "alert" : "status";
  return (
    <div className={classes(styles.banner, styles[tone])} role={role}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
