/** A page of the app outside calls with one matter: its title as the heading, and a column below. */
import { type ReactNode, useEffect, useRef } from "react";
import { Frame } from "@/features/home/Frame";
import { useTitle } from "@/platform/useTitle";
import { classes } from "@/ui/classes";
import styles from "./Page.module.css";

export interface PageProps {
  title: string;
  /** Below the title, in small. */
  lead?: ReactNode;
  /** Stands at the end of the title's line: the page's own acts. */
  acts?: ReactNode;
  /** `narrow`: a form that one comes for. `wide`: a list. */
  width?: "narrow" | "middle" | "wide";
  children: ReactNode;
}

export function Page({ title, lead, acts, width = "narrow", children }: PageProps) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // The page replaced another one: it is read from its title.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Frame>
      <div className={classes(styles.page, styles[width])}>
        <div className={styles.top}>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {acts && <div className={styles.acts}>{acts}</div>}
        </div>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </div>
    </Frame>
  );
}
