/** One thing that a whole screen says: a sign, a sentence, what it means, and the buttons that lead on. */
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./Notice.module.css";

export interface NoticeProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

export function Notice({ icon, title, children, actions }: NoticeProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The screen replaced another one: what it says must be heard, and Tab goes on from here.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={styles.notice}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
